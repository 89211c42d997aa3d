package dev.vitrine.web.oidc;

import java.net.URI;
import java.util.Optional;

/**
 * The identity provider that staff may log in through.
 *
 * @param issuer its issuer, such as {@code https://login.example}; discovery starts there
 * @param clientId what it knows this server by
 * @param clientSecret for a confidential client; PKCE is used in any case
 * @param publicUrl this server as browsers see it, such as {@code https://live.example}; the redirect URI is
 *     {@code PUBLIC/login/oidc/callback}, exactly
 */
public record OidcConfig(URI issuer, String clientId, Optional<String> clientSecret, URI publicUrl) {
    /** Where the provider sends browsers back to. */
    public String redirectUri() {
        return base() + "/login/oidc/callback";
    }

    private String base() {
        String text = publicUrl.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** Whether browsers reach this server over HTTPS. */
    public boolean isSecure() {
        return "https".equals(publicUrl.getScheme());
    }
}
