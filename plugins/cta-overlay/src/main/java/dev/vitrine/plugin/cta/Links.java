package dev.vitrine.plugin.cta;

import dev.vitrine.api.data.BadBody;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Addresses that end up on viewers' pages: only those a page can follow without harm. */
final class Links {
    private static final int LENGTH_MAX = 2_000;

    private Links() {}

    /** Checks the address of a picture: {@code https} or a path on this server. */
    static String image(String field, String link) {
        return checked(field, link, Set.of("https"), "an https address or a path such as /shop/lamp.webp");
    }

    /** Checks the address of a checkout: {@code http}, {@code https} or a path on this server. */
    static String checkout(String field, String link) {
        return checked(field, link, Set.of("http", "https"), "an http(s) address or a path such as /shop/checkout");
    }

    /** Returns the address with {@code hold=ID} added to its query. */
    static String withHold(String link, String hold) {
        int fragment = link.indexOf('#');
        String address = fragment < 0 ? link : link.substring(0, fragment);
        String rest = fragment < 0 ? "" : link.substring(fragment);
        return address + (address.indexOf('?') < 0 ? "?" : "&") + "hold=" + hold + rest;
    }

    private static String checked(String field, String link, Set<String> schemes, String takes) {
        if (link.length() > LENGTH_MAX) {
            throw new BadBody(field, "takes at most " + LENGTH_MAX + " characters");
        }
        try {
            URI uri = new URI(link);
            String scheme = uri.getScheme();
            boolean path = scheme == null && link.startsWith("/") && !link.startsWith("//");
            boolean address = scheme != null
                    && schemes.contains(scheme.toLowerCase(Locale.ROOT))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null;
            if (path || address) {
                return link;
            }
        } catch (URISyntaxException e) {
            // Falls through to the sentence, which says what is taken.
        }
        throw new BadBody(field, "takes " + takes + ", not \"" + link + "\"");
    }
}
