package dev.vitrine.itests.bench;

/** What the hub is held to. */
enum RoomGoal {
    MEMORY("resident memory of a socket, 10,000 open and subscribed", 25, "KB"),
    CPU_RATIO("1,000 sockets at 100/s: processor time of a delivery beside nats-server's", 0.9, "times"),
    P99_RATIO("1,000 sockets at 100/s: p99 beside nats-server's", 1, "times"),
    SEEN_P99("chat sent to seen by 2,000, judged and on disk, p99", 100, "ms"),
    STALLED_RATIO("p99 of 990 with 10 more that never read, beside without", 1.1, "times"),
    STALLED_CUT("a reader that does not read is cut, after its write blocked, the longest", 5, "s"),
    HERD("10,000 come back after kill -9: from the first knock to the last resumed", 5, "s"),
    HERD_FAULTS("gaps, duplicates and reorders among what they were sent", 0, "messages"),
    SWAP_LOST("20 swaps of moderation at 2,000/s: lost, doubled or unmoderated", 0, "messages");

    private final Figure figure;

    RoomGoal(String what, double limit, String unit) {
        figure = new Figure("ROOM_" + name(), what, limit, unit);
    }

    /** Keeps a figure for the table. */
    void met(double value) {
        figure.met(value);
    }

    /** A line of the table. */
    String line() {
        return figure.line();
    }
}
