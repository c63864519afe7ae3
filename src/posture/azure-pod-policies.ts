/** Built-in definitions of Azure Policy for pods, by the first part of their name. */
export const podPolicies = {
  '03a4ecdb': {
    id: '03a4ecdb-0684-4039-be91-2762979e1bc8',
    title: 'Kubernetes cluster containers CPU and memory resource requests must be defined',
  },
  '077f0ce1': {
    id: '077f0ce1-86d6-4058-bc60-de05067e8622',
    title: 'Kubernetes cluster Windows pods should not run HostProcess containers',
  },
  '098fc59e': {
    id: '098fc59e-46c7-4d99-9b16-64990e543d75',
    title: 'Kubernetes cluster pod hostPath volumes should only use allowed host paths',
  },
  '16697877': {
    id: '16697877-1118-4fb1-9b65-9898ec2509ec',
    title: 'Kubernetes cluster pods should only use allowed volume types',
  },
  '1c6e92c9': {
    id: '1c6e92c9-99f0-4e55-9cf2-0c234dc48f99',
    title: 'Kubernetes clusters should not allow container privilege escalation',
  },
  '47a1ee2f': {
    id: '47a1ee2f-2a2a-4576-bf2a-e0e36709c2b8',
    title: 'Kubernetes cluster containers should not share host namespaces',
  },
  '511f5417': {
    id: '511f5417-5d12-434d-ab2e-816901e72a5e',
    title: 'Kubernetes cluster containers should only use allowed AppArmor profiles',
  },
  '5485eac0': {
    id: '5485eac0-7e8f-4964-998b-a44f4f0c1e75',
    title: 'Kubernetes cluster Windows containers should not run as ContainerAdministrator',
  },
  '56d0a13f': {
    id: '56d0a13f-712f-466b-8416-56fb354fb823',
    title: 'Kubernetes cluster containers should not use forbidden sysctl interfaces',
  },
  '5e5a0673': {
    id: '5e5a0673-649e-4d50-bf9d-5a387a4e2081',
    title: '[Preview]: Kubernetes cluster containers should use only allowed sysctl interfaces',
  },
  '65280eef': {
    id: '65280eef-c8b4-425e-9aec-af55e55bf581',
    title: 'Kubernetes cluster should not use naked pods',
  },
  '82985f06': {
    id: '82985f06-dc18-4a48-bc1c-b9f4f0098cfe',
    title: 'Kubernetes cluster pods should only use approved host network and port list',
  },
  '95edb821': {
    id: '95edb821-ddaf-4404-9732-666045e056b4',
    title: 'Kubernetes cluster should not allow privileged containers',
  },
  '975ce327': {
    id: '975ce327-682c-4f2e-aa46-b9598289b86c',
    title: 'Kubernetes cluster containers should only use allowed seccomp profiles',
  },
  '9f061a12': {
    id: '9f061a12-e40d-4183-a00e-171812443373',
    title: 'Kubernetes clusters should not use the default namespace',
  },
  a27c700f: {
    id: 'a27c700f-8a22-44ec-961c-41625264370b',
    title: 'Kubernetes clusters should not use specific security capabilities',
  },
  b1a9997f: {
    id: 'b1a9997f-2883-4f12-bdff-2280f99b5915',
    title: 'Ensure cluster containers have readiness or liveness probes configured',
  },
  c26596ff: {
    id: 'c26596ff-4d70-4e6a-9a30-c2506bd2f80c',
    title: 'Kubernetes cluster containers should only use allowed capabilities',
  },
  d2e7ea85: {
    id: 'd2e7ea85-6b44-4317-a0be-1b951587f626',
    title: 'Kubernetes clusters should not grant CAP_SYS_ADMIN security capabilities',
  },
  d9e8f2c1: {
    id: 'd9e8f2c1-4c5a-4f5c-8b5a-2abf1e9f7b4d',
    title: '[Preview]: Kubernetes cluster should implement accurate Pod Disruption Budgets',
  },
  df49d893: {
    id: 'df49d893-a74c-421d-bc95-c663042e5b80',
    title: 'Kubernetes cluster containers should run with a read only root file system',
  },
  e1e6c427: {
    id: 'e1e6c427-07d9-46ab-9689-bfa85431e636',
    title: 'Kubernetes cluster pods and containers should follow SELinux security standards',
  },
  e345eecc: {
    id: 'e345eecc-fa47-480f-9e88-67dcc122b164',
    title:
      'Kubernetes cluster containers CPU and memory resource limits should not exceed the specified limits',
  },
  f06ddb64: {
    id: 'f06ddb64-5fa3-4b77-b166-acb36f7f6042',
    title:
      'Kubernetes cluster pods and containers should only run with approved user and group IDs',
  },
  f4a8fce0: {
    id: 'f4a8fce0-2dd5-4c21-9a36-8f0ec809d663',
    title: 'Kubernetes cluster pod FlexVolume volumes should only use allowed drivers',
  },
  f85eb0dd: {
    id: 'f85eb0dd-92ee-40e9-8a76-db25a507d6d3',
    title: 'Kubernetes cluster containers should only use allowed ProcMountType',
  },
} as const;
