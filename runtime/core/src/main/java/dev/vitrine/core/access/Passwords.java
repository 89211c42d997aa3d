package dev.vitrine.core.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords with Argon2id (RFC 9106) and writes them as PHC strings,
 * {@code $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH}, so that stronger parameters later do not lock anybody out. A hash
 * takes some 60 ms of one processor and 19 MiB; see {@link LoginDesk} for who may cause that. Pure but for the salt;
 * safe from any thread.
 */
public final class Passwords {
    /**
     * Shortest that is taken, in characters; NIST SP 800-63B-4 asks for 15 where it is the only factor, and 8 at least.
     */
    public static final int MIN_CHARACTERS = 10;

    /** Longest that is taken. */
    public static final int MAX_CHARACTERS = 256;

    // OWASP's second choice for Argon2id: little memory, so that two at once are nothing to the server.
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    // Bounds of what a stored hash may ask for: the log is ours, but it may come from another server's backup.
    private static final int MAX_MEMORY_KIB = 256 * 1024;
    private static final int MAX_PASSES = 16;

    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})\\$([A-Za-z0-9+/]{11,64})\\$([A-Za-z0-9+/]{22,86})");
    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

    private Passwords() {}

    /** Returns the PHC string of a password with a new salt. */
    public static String hash(String password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = argon2id(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES);
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(MEMORY_KIB, PASSES, LANES, ENCODER.encodeToString(salt), ENCODER.encodeToString(hash));
    }

    /** Whether a text is a PHC string that {@link #verify} understands. */
    public static boolean isHash(String text) {
        return PHC.matcher(text).matches();
    }

    /** Whether a password is the one of a PHC string; a text that is none is nobody's. */
    public static boolean verify(String password, String phc) {
        Matcher matcher = PHC.matcher(phc);
        if (!matcher.matches()) {
            return false;
        }
        int memory = Integer.parseInt(matcher.group(1));
        int passes = Integer.parseInt(matcher.group(2));
        int lanes = Integer.parseInt(matcher.group(3));
        if (memory < 8 * lanes || memory > MAX_MEMORY_KIB || passes < 1 || passes > MAX_PASSES || lanes < 1) {
            return false;
        }
        byte[] salt = Base64.getDecoder().decode(matcher.group(4));
        byte[] hash = Base64.getDecoder().decode(matcher.group(5));
        return MessageDigest.isEqual(hash, argon2id(password, salt, memory, passes, lanes, hash.length));
    }

    /** Returns what is wrong with a password somebody wants, or an empty text. */
    static String complaint(String password) {
        int length = password.codePointCount(0, password.length());
        if (length < MIN_CHARACTERS || length > MAX_CHARACTERS) {
            return "takes " + MIN_CHARACTERS + " to " + MAX_CHARACTERS + " characters";
        }
        return password.codePoints().distinct().count() < 4 ? "is too easy to guess" : "";
    }

    private static byte[] argon2id(String password, byte[] salt, int memory, int passes, int lanes, int bytes) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[bytes];
        // The same password typed on another keyboard may be other code points (SP 800-63B-4, section 3.1.1.2).
        String normal = Normalizer.normalize(password, Normalizer.Form.NFKC);
        generator.generateBytes(normal.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
