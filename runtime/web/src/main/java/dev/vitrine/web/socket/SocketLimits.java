package dev.vitrine.web.socket;

/**
 * What the peers of the sockets may take. An address on the loopback is exempt from what counts by address, since a
 * reverse proxy stands there and all its visitors look alike; {@code exemptLoopback} is for tests to switch off.
 *
 * @param maxLinks open sockets in all
 * @param maxPerAddress open sockets of one address
 * @param handshakesPerSecond handshakes of one address that are answered, in the long run
 * @param handshakeBurst handshakes of one address that are answered at once
 * @param framesPerSecond frames that one socket may send, over two seconds
 * @param messageMs time from a message's first byte to its last
 * @param pingMs time between the signs of life that a peer is asked for
 * @param pongMs time a peer has to give it
 * @param drainMs longest window over which a goodbye to all is spread
 * @param exemptLoopback whether the loopback is exempt from what counts by address
 */
public record SocketLimits(
        int maxLinks,
        int maxPerAddress,
        double handshakesPerSecond,
        int handshakeBurst,
        int framesPerSecond,
        long messageMs,
        long pingMs,
        long pongMs,
        long drainMs,
        boolean exemptLoopback) {

    /** Returns the usual bounds around a number of sockets. */
    public static SocketLimits of(int maxLinks, int maxPerAddress) {
        return new SocketLimits(
                maxLinks, maxPerAddress, 50, Math.max(200, maxPerAddress), 4_000, 10_000, 25_000, 10_000, 5_000, true);
    }

    /** Returns these bounds with the loopback counted like any other address. */
    public SocketLimits withoutExemption() {
        return new SocketLimits(
                maxLinks,
                maxPerAddress,
                handshakesPerSecond,
                handshakeBurst,
                framesPerSecond,
                messageMs,
                pingMs,
                pongMs,
                drainMs,
                false);
    }

    /** Returns these bounds with other rates. */
    public SocketLimits withRates(double handshakes, int burst, int frames) {
        return new SocketLimits(
                maxLinks, maxPerAddress, handshakes, burst, frames, messageMs, pingMs, pongMs, drainMs, exemptLoopback);
    }

    /** Returns these bounds with another time for a message. */
    public SocketLimits withMessageMs(long ms) {
        return new SocketLimits(
                maxLinks,
                maxPerAddress,
                handshakesPerSecond,
                handshakeBurst,
                framesPerSecond,
                ms,
                pingMs,
                pongMs,
                drainMs,
                exemptLoopback);
    }

    /** Returns these bounds with other times for a sign of life. */
    public SocketLimits withPing(long pingEveryMs, long pongWithinMs) {
        return new SocketLimits(
                maxLinks,
                maxPerAddress,
                handshakesPerSecond,
                handshakeBurst,
                framesPerSecond,
                messageMs,
                pingEveryMs,
                pongWithinMs,
                drainMs,
                exemptLoopback);
    }
}
