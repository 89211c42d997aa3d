package dev.vitrine.host.link;

import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.core.link.SrtAddress;
import dev.vitrine.host.ingest.SrtCaller;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A call over SRT: the pipes of the child process that makes it. The messages are described at the program,
 * {@code dev.vitrine.media.worker.srt.SrtCallMain}. What comes before anybody has asked for it is left out, so that a
 * destination that talks back costs nothing.
 */
final class SrtConnection implements OutboundConnection {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);

    /** As long as a child that has ended may need for its last word. */
    private static final Duration LAST_WORD_LIMIT = Duration.ofSeconds(5);

    private static final int CONNECTED = 1;
    private static final int DATA = 3;
    private static final int OVER = 5;
    private static final int MAX_MESSAGE_BYTES = 64 << 10;
    private static final int BUFFER_BYTES = 64 << 10;

    private final Process child;
    private final String where;
    private final Runnable after;
    private final SrtCaller caller;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<String> over = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final OutputStream out = new Output();
    private volatile boolean asked;

    /** A connection of a child that has been told nothing yet; {@code after} is run once when it is closed. */
    SrtConnection(Process child, String where, Runnable after) {
        this.child = child;
        this.where = where;
        this.after = after;
        this.caller = new SrtCaller(where, () -> {});
    }

    /** Has the child call; closes this when nobody lets us in. */
    void call(SrtAddress address, String ip) throws IOException {
        Thread.ofVirtual().name("srt-call-" + where).start(this::hear);
        boolean made = false;
        try {
            DataOutputStream told = new DataOutputStream(child.getOutputStream());
            told.writeUTF(ip);
            told.writeShort(address.port());
            told.writeInt(address.latencyMs());
            told.writeInt(address.keyBytes());
            told.writeUTF(address.streamId());
            told.writeUTF(address.passphrase());
            told.flush();
            connected.get(CONNECT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            made = true;
        } catch (ExecutionException refused) {
            throw new IOException(sentence(String.valueOf(over.getNow(""))), refused);
        } catch (TimeoutException silent) {
            throw new IOException(where + " does not answer over SRT; check host and port.", silent);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("The call was given up.", stop);
        } catch (IOException dead) {
            throw new IOException(sentence(lastWord()), dead);
        } finally {
            if (!made) {
                close();
            }
        }
    }

    private String sentence(String why) {
        if (why.isEmpty()) {
            return "The process that calls " + where + " over SRT has ended; see \"vitrine doctor\".";
        }
        return why.endsWith(".") ? why : "At " + where + " " + why + ".";
    }

    /** Why it is over, of a child that has ended or is about to; nothing if it does not say. */
    private String lastWord() {
        try {
            return over.get(LAST_WORD_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return "";
        } catch (ExecutionException | TimeoutException silent) {
            return "";
        }
    }

    /** Reads what the child says until its end. */
    private void hear() {
        String why = "";
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(child.getInputStream(), BUFFER_BYTES))) {
            while (true) {
                int type = in.readUnsignedByte();
                in.readInt();
                int length = in.readInt();
                if (length < 0 || length > MAX_MESSAGE_BYTES) {
                    throw new IOException("a message of " + length + " bytes");
                }
                byte[] bytes = in.readNBytes(length);
                switch (type) {
                    case CONNECTED -> connected.complete(null);
                    case DATA -> {
                        if (asked) {
                            caller.feed(bytes);
                        }
                    }
                    case OVER -> why = new String(bytes, StandardCharsets.UTF_8);
                    default -> throw new IOException("a message of the unknown type " + type);
                }
            }
        } catch (EOFException ended) {
            // said below
        } catch (IOException broken) {
            why = why.isEmpty() ? "the process that calls has broken off" : why;
        }
        over.complete(why);
        connected.completeExceptionally(new IOException(why));
        caller.end(why);
    }

    @Override
    public InputStream in() {
        asked = true;
        return caller.in();
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public void readLimit(Duration limit) {
        caller.readLimit(limit);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            child.destroyForcibly();
            caller.close();
            after.run();
        }
    }

    /** To the child; who writes to one that has ended hears why. */
    private final class Output extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                OutputStream pipe = child.getOutputStream();
                pipe.write(bytes, offset, length);
                pipe.flush();
            } catch (IOException broken) {
                String said = lastWord();
                throw new IOException(said.isEmpty() ? "the connection broke" : said, broken);
            }
        }
    }
}
