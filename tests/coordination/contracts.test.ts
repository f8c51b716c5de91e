import { describeAnnouncementsContract } from './announcements.contract.ts';
import { describePresenceContract } from './presence.contract.ts';
import { describeRateLimiterContract } from './rate-limiter.contract.ts';
import { IN_PROCESS, REDIS } from './support/drivers.ts';
import { describeTurnLeasesContract } from './turn-leases.contract.ts';

for (const driver of [IN_PROCESS, REDIS]) {
  describeAnnouncementsContract(driver);
  describeTurnLeasesContract(driver);
  describeRateLimiterContract(driver);
  describePresenceContract(driver);
}
