package dev.vitrine.web.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenID Connect's authorization code flow with PKCE (RFC 7636, S256). What a login needs on its way is kept here under
 * its state, which the browser holds in a cookie as well, so that nobody can be sent back into somebody else's login.
 * Safe from any thread; {@link #begin} and {@link #finish} block for the provider.
 */
public final class Oidc {
    /** How long somebody may take at the provider. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Logins under way; beyond it the oldest goes. */
    static final int MAX_PENDING = 1_000;

    /** By the key alone; never {@code none}, never a shared secret (RFC 8725, section 3.1). */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final int SKEW_SECONDS = 30;
    /** An unknown key asks for the set anew, no more often than this. */
    private static final Duration KEYS_AT_LEAST = Duration.ofSeconds(10);

    private final OidcConfig config;
    private final Provider provider;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private volatile @Nullable Keys keys;

    private record Pending(String nonce, String verifier, Instant expiresAt) {}

    private record Keys(JWKSet set, Instant readAt) {}

    /**
     * A login that begins.
     *
     * @param address where the browser goes
     * @param state what its cookie holds meanwhile
     */
    public record Begun(String address, String state) {}

    /**
     * Who the provider says it is.
     *
     * @param subject its id there
     * @param email verified by the provider, in lower case; empty when there is none
     */
    public record Identity(String subject, String email) {}

    /** Logins through this provider. */
    public Oidc(OidcConfig config, InstantSource clock) {
        this.config = config;
        this.provider = new Provider(config);
        this.clock = clock;
    }

    /** The configuration. */
    public OidcConfig config() {
        return config;
    }

    /** Begins a login. */
    public Begun begin() throws OidcException {
        URI authorization = provider.endpoints().authorization();
        String state = secret();
        Pending login =
                new Pending(secret(), secret() + secret(), clock.instant().plus(PATIENCE));
        synchronized (pending) {
            pending.put(state, login);
            if (pending.size() > MAX_PENDING) {
                pending.remove(pending.keySet().iterator().next());
            }
        }
        String query = Provider.form(Map.of(
                "response_type",
                "code",
                "client_id",
                config.clientId(),
                "redirect_uri",
                config.redirectUri(),
                "scope",
                "openid email",
                "state",
                state,
                "nonce",
                login.nonce(),
                "code_challenge",
                challenge(login.verifier()),
                "code_challenge_method",
                "S256"));
        String separator = authorization.getRawQuery() == null ? "?" : "&";
        return new Begun(authorization + separator + query, state);
    }

    private String secret() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    /**
     * Finishes a login.
     *
     * @param state as the provider sent it back
     * @param cookie as the browser kept it
     * @param code to be exchanged
     */
    public Identity finish(String state, Optional<String> cookie, String code) throws OidcException {
        Optional<Pending> login;
        synchronized (pending) {
            login = Optional.ofNullable(pending.remove(state))
                    .filter(each -> each.expiresAt().isAfter(clock.instant()));
        }
        if (login.isEmpty() || cookie.filter(state::equals).isEmpty()) {
            throw new OidcException("This login was not begun here, has ended or took too long; begin again.");
        }
        JWTClaimsSet claims = verified(
                provider.idToken(code, login.get().verifier()), login.get().nonce());
        try {
            boolean emailIsTheirs = Boolean.TRUE.equals(claims.getBooleanClaim("email_verified"));
            String email = claims.getStringClaim("email");
            return new Identity(
                    claims.getSubject(), emailIsTheirs && email != null ? email.toLowerCase(Locale.ROOT) : "");
        } catch (ParseException e) {
            throw new OidcException("The identity provider's token cannot be read; tell the operator.", e);
        }
    }

    private JWTClaimsSet verified(String token, String nonce) throws OidcException {
        try {
            return verified(token, nonce, keys(false));
        } catch (BadJOSEException e) {
            try {
                // The provider may have taken a new key since.
                return verified(token, nonce, keys(true));
            } catch (BadJOSEException again) {
                throw new OidcException("The identity provider's token is not for this login; begin again.", again);
            }
        }
    }

    private JWTClaimsSet verified(String token, String nonce, JWKSet set) throws OidcException, BadJOSEException {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(set)));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                config.clientId(),
                new JWTClaimsSet.Builder()
                        .issuer(config.issuer().toString())
                        .claim("nonce", nonce)
                        .build(),
                Set.of("sub", "exp", "iat"));
        claims.setMaxClockSkew(SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(claims);
        try {
            JWTClaimsSet verified = processor.process(token, null);
            List<String> audience = verified.getAudience();
            Object party = verified.getClaim("azp");
            // OpenID Connect Core, section 3.1.3.7, points 4 and 5.
            if ((party != null || audience.size() > 1) && !config.clientId().equals(party)) {
                throw new BadJOSEException("azp");
            }
            return verified;
        } catch (ParseException | JOSEException e) {
            throw new OidcException("The identity provider's token cannot be read; tell the operator.", e);
        }
    }

    private JWKSet keys(boolean anew) throws OidcException {
        Keys known = keys;
        Instant now = clock.instant();
        if (known != null && (!anew || now.isBefore(known.readAt().plus(KEYS_AT_LEAST)))) {
            return known.set();
        }
        try {
            Keys read = new Keys(JWKSet.parse(provider.keys()), now);
            keys = read;
            return read.set();
        } catch (ParseException e) {
            throw new OidcException("The identity provider's keys cannot be read; tell the operator.", e);
        }
    }
}
