package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.FetchedFile;
import dev.vitrine.media.engine.link.HlsSource.Key;
import dev.vitrine.media.engine.link.HlsSource.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Follows a media playlist and fetches its segments, a little ahead of whoever takes them; what is encrypted with
 * AES-128 is decrypted. On a thread of its own.
 */
final class HlsFetch implements AutoCloseable {
    private static final int MAX_PLAYLIST_BYTES = 2 << 20;
    private static final int MAX_SEGMENT_BYTES = 32 << 20;
    private static final int KEY_BYTES = 16;
    private static final int MAX_KEY_FILE_BYTES = 4 << 10;

    /** Fetched before anybody takes them. */
    private static final int AHEAD = 2;

    /** As far behind the newest segment as players begin (RFC 8216, 6.3.3). */
    private static final int SEGMENTS_BEHIND = 3;

    /** A live playlist that has nothing new for so many of its longest segments has ended without saying so. */
    private static final int PATIENCE = 4;

    private static final int TRIES = 3;

    private final Web web;
    private final CountDownLatch stopped;
    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(AHEAD);
    private final Thread thread;
    private Optional<Resource> initAt = Optional.empty();
    private byte[] init = {};
    private String keyAt = "";
    private byte[] key = {};

    /** Fetches files. */
    interface Web {
        /** As {@link dev.vitrine.api.media.MediaHost#fetch(String, int)}. */
        FetchedFile fetch(String url, int maxBytes) throws IOException;

        /** As {@link dev.vitrine.api.media.MediaHost#fetch(String, long, int)}. */
        FetchedFile fetch(String url, long offset, int length) throws IOException;
    }

    /**
     * A segment, or the end with its reason.
     *
     * @param bytes the segment; empty at the end
     * @param init its initialisation segment, the same array as long as it is the same one; empty for MPEG-TS
     */
    record Piece(
            byte[] bytes,
            byte[] init,
            long durationMs,
            @Nullable IOException failure) {
        private static final Piece END = new Piece(new byte[0], new byte[0], 0, null);

        boolean isEnd() {
            return bytes.length == 0;
        }
    }

    /** Begins with a playlist that was fetched already. */
    HlsFetch(Web web, CountDownLatch stopped, Listing first) {
        this.web = web;
        this.stopped = stopped;
        this.thread = Thread.ofVirtual().name("hls-fetch").start(() -> run(first));
    }

    /** A playlist and the address that it is fetched from anew. */
    record Listing(String url, HlsSource playlist) {
        static Listing fetch(Web web, String url) throws IOException {
            FetchedFile file = web.fetch(url, MAX_PLAYLIST_BYTES);
            return new Listing(url, HlsSource.parse(file.url(), new String(file.body(), StandardCharsets.UTF_8)));
        }
    }

    /** The next segment, if there is one within that time. */
    Optional<Piece> next(long waitMs) throws InterruptedException {
        return Optional.ofNullable(pieces.poll(waitMs, TimeUnit.MILLISECONDS));
    }

    private void run(Listing first) {
        try {
            try {
                follow(first);
                pieces.put(Piece.END);
            } catch (IOException failed) {
                pieces.put(new Piece(new byte[0], new byte[0], 0, failed));
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(Listing first) throws IOException, InterruptedException {
        HlsSource playlist = first.playlist();
        int skipped = playlist.ended() ? 0 : Math.max(0, playlist.segments().size() - SEGMENTS_BEHIND);
        long next = playlist.segments().isEmpty()
                ? 0
                : playlist.segments().get(skipped).number();
        long newNanos = System.nanoTime();
        while (true) {
            long before = next;
            for (HlsSource.Segment segment : playlist.segments()) {
                if (segment.number() >= next) {
                    Piece piece = piece(segment);
                    if (!piece.isEnd()) {
                        pieces.put(piece);
                    }
                    next = segment.number() + 1;
                }
            }
            if (playlist.ended()) {
                return;
            }
            if (next > before) {
                newNanos = System.nanoTime();
            } else if (System.nanoTime() - newNanos > PATIENCE * playlist.targetMs() * 1_000_000) {
                throw new IOException("The HLS source has had nothing new for " + PATIENCE * playlist.targetMs() / 1_000
                        + " s; is it still live?");
            }
            if (stopped.await(Math.max(250, playlist.targetMs() / 2), TimeUnit.MILLISECONDS)) {
                return;
            }
            playlist = Listing.fetch(web, first.url()).playlist();
        }
    }

    private Piece piece(HlsSource.Segment segment) throws IOException {
        if (!segment.map().equals(initAt)) {
            init = segment.map().isEmpty()
                    ? new byte[0]
                    : init(bytes(segment.map().get()), segment.mapKey());
            initAt = segment.map();
        }
        byte[] bytes = plain(bytes(segment.resource()), segment.key());
        return new Piece(bytes, init, Math.max(1, segment.durationMs()), null);
    }

    /** Some encrypt the initialisation segment under the key in force, as they should, and some do not. */
    private byte[] init(byte[] bytes, Optional<Key> encryption) throws IOException {
        boolean open = bytes.length > 8 && new String(bytes, 4, 4, StandardCharsets.ISO_8859_1).equals("ftyp");
        return open ? bytes : plain(bytes, encryption);
    }

    private byte[] bytes(Resource resource) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return resource.length() < 0
                        ? web.fetch(resource.url(), MAX_SEGMENT_BYTES).body()
                        : web.fetch(resource.url(), resource.offset(), resource.length())
                                .body();
            } catch (IOException failed) {
                if (tries == TRIES) {
                    throw failed;
                }
            }
        }
    }

    /** RFC 8216, 4.3.2.4: the whole in CBC mode with padding. */
    private byte[] plain(byte[] bytes, Optional<Key> encryption) throws IOException {
        if (encryption.isEmpty()) {
            return bytes;
        }
        if (!encryption.get().url().equals(keyAt)) {
            key = web.fetch(encryption.get().url(), MAX_KEY_FILE_BYTES).body();
            keyAt = encryption.get().url();
        }
        if (key.length != KEY_BYTES) {
            throw new IOException("The HLS source's key has " + key.length
                    + " bytes and not 16; it may want a login, which is not given.");
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            byte[] iv = HexFormat.of().parseHex(encryption.get().iv());
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException wrong) {
            throw new IOException("The HLS source's segments do not fit the key that its playlist names.", wrong);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
