package dev.vitrine.media.worker.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The show's packets while they are being made and ever after: one thread records, others play from the start without
 * waiting for the end. Bounded by the loop's length. Safe for use by several threads.
 */
final class ShowTape {
    /** Codec headers. */
    record Header(byte[] avcC, byte[] asc) {}

    private final List<ShowPacket> packets = new ArrayList<>();
    private @Nullable Header header;
    private boolean complete;
    private @Nullable Exception failure;
    private int wanted;

    /** Records the codec headers; comes before the first packet. */
    synchronized void header(Header value) {
        header = value;
        notifyAll();
    }

    /** Records the next packet. */
    synchronized void add(ShowPacket packet) {
        packets.add(packet);
        notifyAll();
    }

    /** Says that the loop is whole. */
    synchronized void complete() {
        complete = true;
        notifyAll();
    }

    /** Says that there will be no more. */
    synchronized void fail(Exception cause) {
        failure = cause;
        notifyAll();
    }

    /** Passes a failure on, if there is one. */
    synchronized void checkFailure() throws Exception {
        if (failure != null) {
            throw failure;
        }
    }

    synchronized boolean isComplete() {
        return complete;
    }

    /** Returns the packets so far. */
    synchronized List<ShowPacket> packets() {
        return List.copyOf(packets);
    }

    /** Waits for the codec headers. */
    synchronized Header header() throws Exception {
        while (header == null) {
            await();
        }
        return header;
    }

    /** Waits for a packet; empty if the loop is whole and has no such packet. */
    synchronized Optional<ShowPacket> packet(int index) throws Exception {
        if (index > wanted) {
            wanted = index;
            notifyAll();
        }
        while (index >= packets.size()) {
            if (complete) {
                return Optional.empty();
            }
            await();
        }
        return Optional.of(packets.get(index));
    }

    /** Returns how many packets there are that no player has asked for. */
    synchronized int ahead() {
        return packets.size() - wanted;
    }

    /** Waits until a player is less than so many packets behind the recorder, which so never runs far ahead. */
    synchronized void awaitPlayer(int packetsAhead) throws InterruptedException {
        while (packets.size() - wanted > packetsAhead) {
            wait();
        }
    }

    private void await() throws Exception {
        checkFailure();
        wait();
    }
}
