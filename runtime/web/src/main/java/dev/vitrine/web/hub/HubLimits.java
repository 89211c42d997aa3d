package dev.vitrine.web.hub;

/**
 * What the hub's clients may take. Staff is exempt from the rates and from sampling: a moderator sees everything.
 *
 * @param commandsPerSecond commands of one user, over all its sockets, in the long run; chat has a rate of its own
 *     beside it ({@code policies/moderation.yaml})
 * @param commandBurst commands of one user at once
 * @param addressFactor an address may have as much as that many users
 * @param socketsPerUser open sockets of one user
 * @param sessionsPerChannel subscribers of one channel
 * @param sampleSessions from so many subscribers on a channel's chat is sampled for viewers
 * @param samplePerSecond messages that a viewer of such a channel is shown per second; nobody reads more
 */
public record HubLimits(
        double commandsPerSecond,
        int commandBurst,
        int addressFactor,
        int socketsPerUser,
        int sessionsPerChannel,
        int sampleSessions,
        int samplePerSecond) {

    /** Returns the usual bounds. */
    public static HubLimits defaults() {
        return new HubLimits(30, 120, 20, 32, 50_000, 2_000, 120);
    }

    /** Returns these bounds with other rates. */
    public HubLimits withRates(double perSecond, int burst) {
        return new HubLimits(
                perSecond, burst, addressFactor, socketsPerUser, sessionsPerChannel, sampleSessions, samplePerSecond);
    }

    /** Returns these bounds with other caps. */
    public HubLimits withCaps(int perUser, int perChannel) {
        return new HubLimits(
                commandsPerSecond, commandBurst, addressFactor, perUser, perChannel, sampleSessions, samplePerSecond);
    }

    /** Returns these bounds with another sampling. */
    public HubLimits withSampling(int sessions, int perSecond) {
        return new HubLimits(
                commandsPerSecond,
                commandBurst,
                addressFactor,
                socketsPerUser,
                sessionsPerChannel,
                sessions,
                perSecond);
    }
}
