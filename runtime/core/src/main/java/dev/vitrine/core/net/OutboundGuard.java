package dev.vitrine.core.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Decides whether the server may call an address that somebody gave (server-side request forgery, CWE-918). The name is
 * resolved here, once, and the caller connects to the {@link Target#address} that was checked and to no other, so that
 * a name which changes its mind between check and use (DNS rebinding) gains nothing. Whoever follows a redirect checks
 * the new address again. Safe from any thread; blocks for the name service.
 */
public final class OutboundGuard {
    /** Turns a name into addresses. */
    @FunctionalInterface
    public interface Resolver {
        /**
         * Returns every address of a host.
         *
         * @throws UnknownHostException if it has none
         */
        List<InetAddress> resolve(String host) throws UnknownHostException;

        /** Asks the system. */
        Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));
    }

    /**
     * An address that may be called.
     *
     * @param uri as it was given
     * @param host its host: for the {@code Host} header and for the certificate
     * @param port its port, also where the address names none
     * @param tls whether it is {@code https}, {@code rtmps} or {@code rtsps}
     * @param address where to connect to
     */
    public record Target(URI uri, String host, int port, boolean tls, InetAddress address) {
        /** Path and query as they go into a request. */
        public String path() {
            String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        }
    }

    private static final int MAX_CHARACTERS = 2_000;

    private final Resolver resolver;
    private final Supplier<Set<String>> trusted;

    /**
     * A guard.
     *
     * @param trusted hosts, in lower case, that may be private and may be called without TLS: the operator's own word
     *     for it, from {@code policies/outbound.yaml}
     */
    public OutboundGuard(Resolver resolver, Supplier<Set<String>> trusted) {
        this.resolver = resolver;
        this.trusted = trusted;
    }

    /**
     * Checks an address.
     *
     * @throws OutboundRefused if it is malformed, not {@code https}, or leads to an address that is not public
     */
    public Target check(String text) throws OutboundRefused {
        URI uri = parse(text);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean known = trusted.get().contains(uri.getHost().toLowerCase(Locale.ROOT));
        if (!scheme.equals("https") && !(scheme.equals("http") && known)) {
            throw new OutboundRefused("Address \"" + text + "\" must begin with https://.");
        }
        return resolve(uri, scheme, known);
    }

    /**
     * Checks an address that media goes to or comes from; with or without TLS, since much of that trade has none.
     *
     * @param schemes those that are understood, such as {@code rtmp}
     * @throws OutboundRefused if it is malformed, of another scheme, or leads to an address that is not public
     */
    public Target checkMedia(String text, Set<String> schemes) throws OutboundRefused {
        URI uri = parse(text);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!schemes.contains(scheme)) {
            throw new OutboundRefused("Address \"" + text + "\" must begin with "
                    + schemes.stream().sorted().map(each -> each + "://").collect(Collectors.joining(" or ")) + ".");
        }
        return resolve(uri, scheme, trusted.get().contains(uri.getHost().toLowerCase(Locale.ROOT)));
    }

    private Target resolve(URI uri, String scheme, boolean known) throws OutboundRefused {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https") || scheme.equals("rtmps") || scheme.equals("rtsps");
        int port = uri.getPort() >= 0 ? uri.getPort() : usualPort(scheme);
        if (port < 1 || port > 65_535) {
            throw new OutboundRefused("Address \"" + uri + "\" has no port that exists.");
        }
        List<InetAddress> addresses;
        try {
            addresses = resolver.resolve(bare(host));
        } catch (UnknownHostException e) {
            throw new OutboundRefused("Host \"" + host + "\" has no address.");
        }
        if (addresses.isEmpty()) {
            throw new OutboundRefused("Host \"" + host + "\" has no address.");
        }
        // All of them: a name with one public and one private address is no accident.
        for (InetAddress address : addresses) {
            if (!known && !isPublic(address)) {
                throw new OutboundRefused("Host \"" + host + "\" is at " + address.getHostAddress()
                        + ", which is not on the public network; the operator can allow it in the policy"
                        + " \"outbound\".");
            }
        }
        return new Target(uri, host, port, tls, addresses.getFirst());
    }

    private static int usualPort(String scheme) {
        return switch (scheme) {
            case "https", "rtmps" -> 443;
            case "rtmp" -> 1_935;
            case "rtsp" -> 554;
            case "rtsps" -> 322;
            default -> 80;
        };
    }

    private static URI parse(String text) throws OutboundRefused {
        if (text.length() > MAX_CHARACTERS) {
            throw new OutboundRefused("The address has more than " + MAX_CHARACTERS + " characters.");
        }
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new OutboundRefused("\"" + text + "\" is no address.");
        }
        // Every character that two parsers might take for different things is one too many.
        boolean plain = text.chars().allMatch(each -> each > 0x20 && each < 0x7F && each != '\\');
        if (!plain
                || uri.getScheme() == null
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawFragment() != null
                || uri.getHost().endsWith(".")
                || uri.getHost().indexOf('%') >= 0) {
            throw new OutboundRefused("\"" + text + "\" is no address of the form https://HOST/PATH; names that are not"
                    + " ASCII are written in punycode, and there is no user or fragment in it.");
        }
        return uri;
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Whether an address is on the public network (IANA special-purpose registries of RFC 6890, as of 2026). */
    public static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address four -> isPublic4(bytes);
            case Inet6Address six -> isPublic6(bytes);
            default -> false;
        };
    }

    private static boolean isPublic4(byte[] bytes) {
        int first = bytes[0] & 0xFF;
        int second = bytes[1] & 0xFF;
        int third = bytes[2] & 0xFF;
        return switch (first) {
            case 0, 10, 127 -> false;
            case 100 -> second < 64 || second > 127;
            case 169 -> second != 254;
            case 172 -> second < 16 || second > 31;
            // Private; protocol assignments, documentation, AS112 and relays.
            case 192 ->
                second != 168
                        && !(second == 0 && (third == 0 || third == 2))
                        && !(second == 88 && third == 99)
                        && !(second == 31 && third == 196)
                        && !(second == 52 && third == 193)
                        && !(second == 175 && third == 48);
            case 198 -> second != 18 && second != 19 && !(second == 51 && third == 100);
            case 203 -> !(second == 0 && third == 113);
            default -> first < 224;
        };
    }

    private static boolean isPublic6(byte[] bytes) {
        int first = (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
        int second = (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF;
        // Only global unicast, and of that neither what wraps an IPv4 address nor what is set aside.
        if ((first & 0xE000) != 0x2000) {
            return false;
        }
        boolean protocolAssignments = first == 0x2001 && second < 0x0200;
        boolean documentation = (first == 0x2001 && second == 0x0DB8) || (first & 0xFFFF) == 0x3FFF;
        boolean sixToFour = first == 0x2002;
        boolean as112 = first == 0x2620 && second == 0x004F;
        return !protocolAssignments && !documentation && !sixToFour && !as112;
    }
}
