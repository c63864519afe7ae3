/** Built-in definitions of Azure Policy about services and ingress. */
export const networkPolicies = {
  d8c942c6: {
    id: 'd8c942c6-16a3-400b-8f2e-785f44030036',
    title: 'Kubernetes clusters should specify host in ingress resource rules',
  },
  '1a5b4dca': {
    id: '1a5b4dca-0b6f-4cf5-907c-56316bc1bf3d',
    title: 'Kubernetes clusters should be accessible only over HTTPS',
  },
  '233a2a17': {
    id: '233a2a17-77ca-4fb1-9b6b-69223d272a44',
    title: 'Kubernetes cluster services should listen only on allowed ports',
  },
  '3fc4dc25': {
    id: '3fc4dc25-5baf-40d8-9b05-7fe74c1bc64e',
    title: 'Kubernetes clusters should use internal load balancers',
  },
  d46c275d: {
    id: 'd46c275d-1680-448d-b2ec-e495a3b6cc89',
    title: 'Kubernetes cluster services should only use allowed external IPs',
  },
} as const;
