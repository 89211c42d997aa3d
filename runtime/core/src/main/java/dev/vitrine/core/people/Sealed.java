package dev.vitrine.core.people;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Texts with their places in a record, under one key: AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits,
 * bound to the event and the number of the record, so that a piece cannot be moved to another one. Safe from any
 * thread.
 */
final class Sealed {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int MAX_CIPHERS = 16;

    private final SecureRandom random;
    /** Making a cipher costs more than using it. */
    private final ConcurrentLinkedDeque<Cipher> ciphers = new ConcurrentLinkedDeque<>();

    /**
     * A text and where it stood.
     *
     * @param path names of members and indexes of items from the body's top; empty for the actor's name
     * @param text what stood there
     */
    record Piece(List<String> path, String text) {}

    Sealed(SecureRandom random) {
        this.random = random;
    }

    String seal(byte[] key, String place, List<Piece> pieces) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] plain = write(pieces);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, place);
            byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(plain.length));
            cipher.doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
            giveBack(cipher);
            return Base64.getEncoder().withoutPadding().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES/GCM.", e);
        }
    }

    /** Returns the pieces, or empty when they were sealed under another key or for another place. */
    Optional<List<Piece>> open(byte[] key, String place, String text) {
        try {
            byte[] sealed = Base64.getDecoder().decode(text);
            if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
                return Optional.empty();
            }
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE_BYTES), place);
            byte[] plain = cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
            giveBack(cipher);
            return Optional.of(read(plain));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] key, byte[] nonce, String place) throws GeneralSecurityException {
        @Nullable Cipher known = ciphers.pollFirst();
        Cipher cipher = known == null ? Cipher.getInstance("AES/GCM/NoPadding") : known;
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private void giveBack(Cipher cipher) {
        if (ciphers.size() < MAX_CIPHERS) {
            ciphers.addFirst(cipher);
        }
    }

    private static byte[] write(List<Piece> pieces) {
        List<byte[]> parts = new ArrayList<>();
        int length = 4;
        for (Piece piece : pieces) {
            length += 4;
            for (String each : piece.path()) {
                byte[] bytes = each.getBytes(StandardCharsets.UTF_8);
                parts.add(bytes);
                length += 4 + bytes.length;
            }
            byte[] bytes = piece.text().getBytes(StandardCharsets.UTF_8);
            parts.add(bytes);
            length += 4 + bytes.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length).putInt(pieces.size());
        int at = 0;
        for (Piece piece : pieces) {
            out.putInt(piece.path().size());
            for (int i = 0; i <= piece.path().size(); i++) {
                byte[] part = parts.get(at++);
                out.putInt(part.length).put(part);
            }
        }
        return out.array();
    }

    private static List<Piece> read(byte[] plain) {
        ByteBuffer in = ByteBuffer.wrap(plain);
        int count = in.getInt();
        List<Piece> pieces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int depth = in.getInt();
            List<String> path = new ArrayList<>(depth);
            for (int j = 0; j < depth; j++) {
                path.add(text(in));
            }
            pieces.add(new Piece(path, text(in)));
        }
        return pieces;
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
