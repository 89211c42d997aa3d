package dev.vitrine.core.log;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Goes through the frames of a segment file one by one and checks each. Not safe for concurrent use. */
final class FrameWalk {
    private final StoredFile file;
    private final long end;
    private final @Nullable Chain chain;
    private byte[] buffer;
    private long bufferPosition;
    private int buffered;
    private long position;
    private long seq;
    private int at;
    private int frameBytes;
    private @Nullable String fault;

    /**
     * Begins at a place.
     *
     * @param chain the chain value there, to check the links; null to check sums and sequence alone
     */
    FrameWalk(StoredFile file, Segment.Place from, @Nullable Chain chain, int chunkBytes) throws IOException {
        this.file = file;
        this.end = file.size();
        this.chain = chain;
        this.buffer = new byte[(int) Math.max(Frame.HEADER_BYTES, Math.min(chunkBytes, end - from.position()))];
        this.position = from.position();
        this.bufferPosition = from.position();
        this.seq = from.seq() - 1;
    }

    /** Steps to the next frame. False at the end of the file and at a frame that is not good: see {@link #fault}. */
    boolean next() throws IOException {
        position += frameBytes;
        frameBytes = 0;
        if (position >= end) {
            return false;
        }
        if (!fill(Frame.HEADER_BYTES)) {
            return bad("the file ends in the middle of it");
        }
        int payloadBytes = Frame.payloadBytes(buffer, at);
        if (payloadBytes < 0) {
            return bad("its length cannot be right");
        }
        if (Frame.bytes(payloadBytes) > end - position || !fill((int) Frame.bytes(payloadBytes))) {
            return bad("the file ends in the middle of it");
        }
        if (!Frame.checksumFits(buffer, at)) {
            return bad("its checksum does not match");
        }
        if (Frame.seq(buffer, at) != seq + 1) {
            return bad("a record with number %d is in its place".formatted(Frame.seq(buffer, at)));
        }
        if (chain != null) {
            if (!Frame.linkFits(buffer, at, chain)) {
                return bad("it does not follow the record before it (hash chain)");
            }
            chain.add(buffer, at, (int) Frame.bytes(payloadBytes));
        }
        seq++;
        frameBytes = (int) Frame.bytes(payloadBytes);
        return true;
    }

    /** Sequence number of the frame stepped to. */
    long seq() {
        return seq;
    }

    /** Where the frame stepped to, or the bad one, or the end is. */
    long position() {
        return position;
    }

    /** Size of the file when the walk began. */
    long end() {
        return end;
    }

    int payloadBytes() {
        return frameBytes - Frame.HEADER_BYTES;
    }

    byte[] payload() {
        return Arrays.copyOfRange(buffer, at + Frame.HEADER_BYTES, at + frameBytes);
    }

    /** What is wrong with the frame at {@link #position}; null when the file ended between frames. */
    @Nullable
    String fault() {
        return fault;
    }

    private boolean bad(String what) {
        fault = what;
        return false;
    }

    /** Makes that many bytes from the position on available in the buffer, at {@link #at}. */
    private boolean fill(int bytes) throws IOException {
        long start = position - bufferPosition;
        if (start + bytes <= buffered) {
            at = (int) start;
            return true;
        }
        int kept = (int) Math.max(0, buffered - start);
        byte[] target = bytes <= buffer.length ? buffer : new byte[bytes];
        if (kept > 0) {
            System.arraycopy(buffer, (int) start, target, 0, kept);
        }
        buffer = target;
        bufferPosition = position;
        at = 0;
        int wanted = (int) Math.min(buffer.length - kept, end - position - kept);
        buffered = kept + (wanted > 0 ? file.read(buffer, kept, wanted, position + kept) : 0);
        return buffered >= bytes;
    }
}
