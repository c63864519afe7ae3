/** Built-in definitions of Azure Policy for the images of pods, by the first part of their name. */
export const imagePolicies = {
  '021f8078': {
    id: '021f8078-41a0-40e6-81b6-c6597da9f3ee',
    title: 'Kubernetes cluster container images should not include latest image tag',
  },
  '50c83470': {
    id: '50c83470-d2f0-4dda-a716-1938a4825f62',
    title: 'Kubernetes cluster containers should only use allowed pull policy',
  },
  febd0533: {
    id: 'febd0533-8e55-448f-b837-bd0e06f16469',
    title: 'Kubernetes cluster containers should only use allowed images',
  },
} as const;
