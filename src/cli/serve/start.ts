/** Puts the program together from its parts, for the roles of this process. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { duration } from '../../config/duration.ts';
import type { Role, Settings } from '../../config/table.ts';
import { defaultAlertConfig } from '../../forbidden/alerts/config.ts';
import { createAlerts } from '../../forbidden/alerts/life-cycle.ts';
import { defaultForbiddenConfig } from '../../forbidden/config.ts';
import { createCallsProcessor } from '../../jobs/calls.ts';
import { createChangesProcessor } from '../../jobs/changes.ts';
import { createDriftProcessor } from '../../jobs/drift.ts';
import { createFleetProcessor, type FleetTiming } from '../../jobs/fleet.ts';
import { createForbiddenProcessor } from '../../jobs/forbidden.ts';
import { createNodesProcessor } from '../../jobs/nodes.ts';
import { createPlansProcessor } from '../../jobs/plans.ts';
import { createPostureProcessor } from '../../jobs/posture.ts';
import { type JobTiming, sweeps } from '../../jobs/queues.ts';
import { createRebuildsProcessor } from '../../jobs/rebuilds.ts';
import { createRolloutsProcessor } from '../../jobs/rollouts.ts';
import { startJobs } from '../../jobs/runtime.ts';
import { createSweepProcessor } from '../../jobs/sweep.ts';
import { createUpgradesProcessor } from '../../jobs/upgrades.ts';
import { createWorkflowsProcessor, followWorkflowFolder } from '../../jobs/workflows.ts';
import { checks } from '../../posture/checks/index.generated.ts';
import { noOwners } from '../../posture/fleet/owners.ts';
import { defaultWaiverConfig } from '../../posture/waivers/config.ts';
import { createWaivers } from '../../posture/waivers/life-cycle.ts';
import { remediations } from '../../remediation/actions/index.generated.ts';
import type { ChangesDeps, Timing } from '../../remediation/context.ts';
import { createChanges } from '../../remediation/life-cycle.ts';
import { readLogPrices, readUpgradeHours } from '../../remediation/settings.ts';
import { loadRights } from '../../rights/load.ts';
import { drawbridgeItself } from '../../rights/person.ts';
import { defaultRolloutConfig } from '../../rollout/config.ts';
import { createRollouts } from '../../rollout/life-cycle.ts';
import { createHealth } from '../../rollout/read-health.ts';
import { createSlackApp, type SlackApp } from '../../slack/app.ts';
import { createOutgoingProcessor } from '../../slack/outgoing.ts';
import { createPool } from '../../store/pool.ts';
import { startPostureRun } from '../../store/posture-runs.ts';
import { createWorkflows } from '../../workflows/life-cycle.ts';
import { azureClients } from './azure.ts';
import { openDatabase, reachDatabase } from './database.ts';
import { healthRoutes, startHealthServer } from './health.ts';
import { createInsideProbe, createServeInside, createServeOpenInside } from './inside.ts';
import { readSettingFile } from './setting-file.ts';
import { reviewedWaivers, siteConfig } from './site-config.ts';

export interface ServeOptions {
  settings: Settings;
  roles: readonly Role[];
  logger: Logger;
  /** What tests change: nothing that a deployment would. */
  overrides?: {
    clock?: () => Date;
    newId?: () => string;
    jobTiming?: Partial<JobTiming>;
    fleetTiming?: Partial<FleetTiming>;
    changeTiming?: Partial<Timing>;
    remediations?: ChangesDeps['actions'];
  };
}

export interface Serving {
  /** Of the health server, or of Slack's requests in HTTP mode; undefined where none is open. */
  port: number | undefined;
  slack: SlackApp | undefined;
  close(): Promise<void>;
}

/** Connections for our own tables: every job may hold two, and listeners a few. */
const ownConnections = 24;

export async function startServe(options: ServeOptions): Promise<Serving> {
  const { settings, roles, logger, overrides = {} } = options;
  const { clock = () => new Date(), newId = randomUUID } = overrides;
  const closing: (() => Promise<unknown>)[] = [];
  let isReady = false;

  async function close(): Promise<void> {
    isReady = false;
    for (const step of closing.reverse().splice(0)) {
      await step().catch((error: unknown) => logger.warn({ err: error }, 'not closed cleanly'));
    }
  }

  try {
    const rights = loadRights(await readSettingFile(settings, 'RIGHTS_FILE'), {
      file: settings.RIGHTS_FILE,
    });
    const {
      config,
      owners,
      drift,
      forbidden = defaultForbiddenConfig,
      kubernetes,
      nodes,
      waiverConfig = defaultWaiverConfig,
      alertConfig = defaultAlertConfig,
      rolloutConfig = defaultRolloutConfig,
      freezes = [],
    } = await siteConfig(settings);
    const reviewed =
      roles.includes('worker') &&
      (await reviewedWaivers(settings, { ...waiverConfig, now: clock() }));
    const database = await openDatabase(settings);
    closing.push(() => database.stop());
    const db = createPool(database.url, {
      max: ownConnections,
      onError: (error) => logger.warn({ err: error }, 'the database dropped a connection'),
    });
    closing.push(() => db.end());
    await reachDatabase(db, database.url);

    // Closed in the opposite order: the workers end before the app does, and the pool after both.
    let slack: SlackApp | undefined;
    closing.push(async () => slack?.stop());
    const azure = azureClients(settings, roles);
    const jobs = await startJobs({
      roles,
      databaseUrl: database.url,
      queueUrl: settings.QUEUE_URL,
      logger,
      timing: overrides.jobTiming,
    });
    closing.push(() => jobs.close());
    const stopping = new AbortController();
    // A look at a whole fleet takes long: it is let go, and another worker goes on with it.
    closing.push(async () => stopping.abort());
    const { nudge } = jobs;
    const inside = createServeInside({
      settings,
      config: kubernetes,
      db,
      nudge,
      clock,
      newId,
      azure,
    });
    /** Nobody asked: something was done, and the reports that people look at follow it. */
    async function lookAgain(clusterId: string): Promise<void> {
      const id = newId();
      await startPostureRun(db, { id, clusterId, requestedBy: drawbridgeItself, now: clock() });
      await nudge('posture', id);
    }
    const changing = {
      ...{ db, rights: () => rights, clock, newId, nudge, logger, onApplied: lookAgain },
      ...{ reader: azure.reader, logs: azure.logs, writer: azure.writer },
      inside: createServeOpenInside({ settings, config: kubernetes, azure }),
      mayWrite: azure.mayWrite,
      settings: {
        widestPrefix: settings.WIDEST_PREFIX,
        ownEgress: settings.OWN_EGRESS_RANGES,
        longestOpeningMinutes: minutes(settings.LONGEST_OPENING),
        logPrices: readLogPrices(settings.LOG_PRICE_PER_GB),
        upgradeHours: readUpgradeHours(settings.UPGRADE_HOURS),
        freezes,
      },
      actions: overrides.remediations ?? remediations,
      timing: overrides.changeTiming,
    };
    const changes = createChanges(changing);
    const rollouts = createRollouts({
      ...{ ...changing, changes, config: rolloutConfig },
      health: createHealth({ db, reader: azure.reader, inside, now: clock }),
    });
    const waivers = createWaivers({
      ...{ db, rights: () => rights, checks, clock, newId, nudge, lookAgain, logger },
      config: waiverConfig,
    });
    if (reviewed) await waivers.adopt(reviewed);
    const alerts = createAlerts({
      ...{ db, rights: () => rights, config: alertConfig, clock, newId, nudge, logger },
    });
    const workflows = createWorkflows({
      ...{ db, alerts, clock, newId, nudge },
      owners: owners ?? noOwners,
      warn: (about, text) => logger.warn(about, text),
    });

    const routes = healthRoutes({ db, ready: () => isReady });
    slack = roles.includes('bot')
      ? await createSlackApp({
          settings,
          db,
          rights,
          changes,
          rollouts,
          waivers,
          alerts,
          workflows,
          nudge,
          mayWrite: azure.mayWrite,
          probeInside: createInsideProbe({ settings, roles, config: kubernetes, azure }),
          config,
          clock,
          newId,
          logger,
          routes,
        })
      : undefined;
    const send = slack && createOutgoingProcessor({ ...slack.deps, client: slack.postingClient });
    const { reader, logs } = azure;
    const looking = { db, reader, logs, inside, nudge, now: clock, logger };
    const letGo = { signal: stopping.signal };
    const overMany = { ...letGo, timing: overrides.fleetTiming };
    await jobs.run({
      outgoing: send,
      posture: createPostureProcessor({ ...looking, config }),
      fleet: createFleetProcessor({ ...looking, ...overMany, config, owners }),
      rebuilds: createRebuildsProcessor({ ...looking, config }),
      drift: createDriftProcessor({ ...looking, ...overMany, posture: config, config: drift }),
      forbidden: createForbiddenProcessor({ ...looking, ...letGo, config: forbidden }),
      calls: createCallsProcessor({ ...looking, ...letGo }),
      nodes: createNodesProcessor({
        ...{ ...looking, ...overMany, posture: config },
        ...{ prometheus: azure.prometheus, config: nodes },
      }),
      upgrades: createUpgradesProcessor({ ...looking, ...overMany, posture: config }),
      plans: createPlansProcessor(changes),
      changes: createChangesProcessor(changes),
      rollouts: createRolloutsProcessor(rollouts),
      workflows: createWorkflowsProcessor(workflows),
      sweep: createSweepProcessor({
        db,
        reader: azure.reader,
        changes,
        rollouts,
        waivers,
        alerts,
        workflows,
        nudge,
        now: clock,
        logger,
        subscriptions: settings.AZURE_SUBSCRIPTIONS,
        keepMs: minutes(settings.KEEP_REPORTS) * 60_000,
      }),
    });
    if (roles.includes('worker')) {
      await nudge('sweep', sweeps.fleet);
      const unfollow = await followWorkflowFolder({
        ...{ db, jobs, nudge, rights, logger },
        folder: settings.WORKFLOWS_DIR,
        now: clock,
      });
      closing.push(unfollow);
    }
    await slack?.start();
    let port = slack?.port();
    if (settings.PORT !== undefined && port === undefined) {
      const health = await startHealthServer(routes, settings.PORT);
      closing.push(() => health.close());
      port = health.port;
    }
    isReady = true;
    return { port, slack, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function minutes(text: string): number {
  const milliseconds = duration(text);
  if (milliseconds === undefined)
    throw new Error(`“${text}” is no duration; for example 24h or 7d`);
  return milliseconds / 60_000;
}
