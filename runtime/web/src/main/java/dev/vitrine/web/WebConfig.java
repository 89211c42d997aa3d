package dev.vitrine.web;

import dev.vitrine.web.oidc.OidcConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Where and how the doors open.
 *
 * @param bind address to listen on, such as {@code 127.0.0.1}
 * @param port port of plain HTTP; 0 picks a free one
 * @param tls HTTPS with HTTP/2 beside it
 * @param origins further origins whose pages may open sockets and call the API, such as {@code https://shop.example}; a
 *     page of this server always may
 * @param maxSockets WebSockets in all
 * @param maxSocketsPerAddress WebSockets of one peer address other than the loopback
 * @param version of the server, for {@code /openapi} and the socket's greeting
 * @param ingest where encoders publish to, for the console's instructions
 * @param srt says why nothing can be sent or fetched over SRT; empty when it can
 * @param oidc identity provider that staff may log in through
 */
public record WebConfig(
        String bind,
        int port,
        Optional<Tls> tls,
        Set<String> origins,
        int maxSockets,
        int maxSocketsPerAddress,
        String version,
        Ingest ingest,
        Supplier<Optional<String>> srt,
        Optional<OidcConfig> oidc) {
    /**
     * Ports that encoders publish to.
     *
     * @param rtmp of RTMP; 0 when there is none
     * @param srt of SRT; 0 when there is none
     * @param srtEncrypted whether publishers over SRT need this server's passphrase, which is told nowhere
     */
    public record Ingest(int rtmp, int srt, boolean srtEncrypted) {
        /** No encoder can publish. */
        public static final Ingest NONE = new Ingest(0, 0, false);
    }

    /**
     * A certificate.
     *
     * @param port port of HTTPS; 0 picks a free one
     * @param certificate PEM file with the certificate chain
     * @param key PEM file with its PKCS#8 private key
     */
    public record Tls(int port, Path certificate, Path key) {}

    /** Returns plain HTTP with the usual bounds. */
    public static WebConfig plain(String bind, int port) {
        return new WebConfig(
                bind,
                port,
                Optional.empty(),
                Set.of(),
                20_000,
                500,
                "0.1.0",
                Ingest.NONE,
                Optional::empty,
                Optional.empty());
    }

    /** Returns this configuration with HTTPS. */
    public WebConfig withTls(Tls tls) {
        return new WebConfig(
                bind, port, Optional.of(tls), origins, maxSockets, maxSocketsPerAddress, version, ingest, srt, oidc);
    }

    /** Returns this configuration with further origins. */
    public WebConfig withOrigins(Set<String> origins) {
        return new WebConfig(bind, port, tls, origins, maxSockets, maxSocketsPerAddress, version, ingest, srt, oidc);
    }

    /** Returns this configuration with where encoders publish to. */
    public WebConfig withIngest(Ingest ingest) {
        return new WebConfig(bind, port, tls, origins, maxSockets, maxSocketsPerAddress, version, ingest, srt, oidc);
    }

    /** Returns this configuration with what says why nothing can be sent or fetched over SRT. */
    public WebConfig withSrt(Supplier<Optional<String>> srt) {
        return new WebConfig(bind, port, tls, origins, maxSockets, maxSocketsPerAddress, version, ingest, srt, oidc);
    }

    /** Returns this configuration with an identity provider. */
    public WebConfig withOidc(OidcConfig provider) {
        return new WebConfig(
                bind,
                port,
                tls,
                origins,
                maxSockets,
                maxSocketsPerAddress,
                version,
                ingest,
                srt,
                Optional.of(provider));
    }
}
