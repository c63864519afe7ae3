const routing = 'properties.ingressProfile.webAppRouting';

/** Paths of what brings traffic into the cluster. */
export const ingress = {
  httpRouting: 'properties.addonProfiles.httpApplicationRouting.enabled',
  gateway: 'properties.addonProfiles.ingressApplicationGateway',
  routing: `${routing}.enabled`,
  nginx: `${routing}.nginx.defaultIngressControllerType`,
} as const;
