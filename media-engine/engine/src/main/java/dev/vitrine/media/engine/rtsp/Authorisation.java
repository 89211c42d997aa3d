package dev.vitrine.media.engine.rtsp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives user name and password as a server asks for them: Digest with SHA-256 or MD5 (RFC 7616, RFC 2617), or Basic
 * (RFC 7617), in this order of liking. For one thread.
 */
final class Authorisation {
    private static final Pattern PARAMETER =
            Pattern.compile("([A-Za-z-]{1,40})=(?:\"([^\"\\p{Cntrl}]{0,2000})\"|([^\\s,\"]{1,200}))");

    private final String user;
    private final String password;
    private final Supplier<String> clientNonce;
    private @Nullable Challenge challenge;
    private int count;

    /**
     * What a server asks for.
     *
     * @param algorithm of Java's digests; empty for Basic
     * @param name as the server calls the algorithm; empty when it does not say
     */
    private record Challenge(String algorithm, String name, Map<String, String> parameters) {
        String of(String parameter) {
            return parameters.getOrDefault(parameter, "");
        }

        int rank() {
            return switch (algorithm) {
                case "SHA-256" -> 2;
                case "MD5" -> 1;
                default -> 0;
            };
        }
    }

    Authorisation(String user, String password) {
        this(
                user,
                password,
                () -> HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }

    Authorisation(String user, String password, Supplier<String> clientNonce) {
        this.user = user;
        this.password = password;
        this.clientNonce = clientNonce;
    }

    boolean hasPassword() {
        return !user.isEmpty() || !password.isEmpty();
    }

    /** Takes the values of {@code WWW-Authenticate}; whether it is worth another try. */
    boolean challenged(List<String> values) {
        Challenge best = null;
        for (String value : values) {
            Challenge next = challenge(value);
            if (next != null && (best == null || next.rank() > best.rank())) {
                best = next;
            }
        }
        boolean first = challenge == null;
        boolean stale = best != null && best.of("stale").equalsIgnoreCase("true");
        if (!hasPassword() || best == null || !first && !stale) {
            return false;
        }
        challenge = best;
        count = 0;
        return true;
    }

    private static @Nullable Challenge challenge(String value) {
        String scheme = value.strip().split("\\s", 2)[0].toLowerCase(Locale.ROOT);
        if (scheme.equals("basic")) {
            return new Challenge("", "", Map.of());
        }
        if (!scheme.equals("digest")) {
            return null;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher found = PARAMETER.matcher(value);
        while (found.find()) {
            String text = found.group(2) == null ? found.group(3) : found.group(2);
            parameters.putIfAbsent(found.group(1).toLowerCase(Locale.ROOT), text);
        }
        String name = parameters.getOrDefault("algorithm", "");
        String algorithm = switch (name.toUpperCase(Locale.ROOT)) {
            case "", "MD5" -> "MD5";
            case "SHA-256" -> "SHA-256";
            default -> "";
        };
        boolean usable = !algorithm.isEmpty() && parameters.containsKey("nonce");
        return usable ? new Challenge(algorithm, name, parameters) : null;
    }

    /** Value of {@code Authorization} for a request; empty until the server has asked. */
    Optional<String> header(String method, String url) {
        Challenge asked = challenge;
        if (asked == null) {
            return Optional.empty();
        }
        if (asked.algorithm().isEmpty()) {
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
        }
        return Optional.of(digest(asked, method, url));
    }

    /** RFC 7616, 3.4; without {@code qop} as in RFC 2069, which old cameras speak. */
    private String digest(Challenge asked, String method, String url) {
        String realm = asked.of("realm");
        String nonce = asked.of("nonce");
        String secret = hash(asked, user + ":" + realm + ":" + password);
        String request = hash(asked, method + ":" + url);
        StringBuilder value = new StringBuilder("Digest username=\"")
                .append(quoted(user))
                .append("\", realm=\"")
                .append(realm)
                .append("\", nonce=\"")
                .append(nonce)
                .append("\", uri=\"")
                .append(url)
                .append('"');
        boolean counted = List.of(asked.of("qop").toLowerCase(Locale.ROOT).split("[,\\s]+"))
                .contains("auth");
        if (counted) {
            String times = HexFormat.of().toHexDigits(++count);
            String own = clientNonce.get();
            String response = hash(asked, secret + ":" + nonce + ":" + times + ":" + own + ":auth:" + request);
            value.append(", response=\"")
                    .append(response)
                    .append("\", qop=auth, nc=")
                    .append(times);
            value.append(", cnonce=\"").append(own).append('"');
        } else {
            value.append(", response=\"")
                    .append(hash(asked, secret + ":" + nonce + ":" + request))
                    .append('"');
        }
        if (!asked.name().isEmpty()) {
            value.append(", algorithm=").append(asked.name());
        }
        if (asked.parameters().containsKey("opaque")) {
            value.append(", opaque=\"").append(asked.of("opaque")).append('"');
        }
        return value.toString();
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String hash(Challenge asked, String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance(asked.algorithm());
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has MD5 and SHA-256.", e);
        }
    }
}
