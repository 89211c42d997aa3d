package dev.vitrine.host;

import dev.vitrine.web.oidc.OidcConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code up} was told, after flags, variables, file and defaults have been put in order.
 *
 * @param data directory of everything the server keeps
 * @param http port of pages, API and sockets; 0 picks a free one
 * @param rtmp port of ingest; 0 likewise
 * @param srt ingest over SRT, if it is wanted
 * @param bind address to listen on
 * @param ownerToken given by the operator; empty means the one in the data directory
 * @param tls HTTPS beside HTTP
 * @param demo whether there is a demo event
 * @param origins further origins whose pages may use sockets and API
 * @param watch how long a replaced plugin version stays warm
 * @param failureBudget failed calls within that time that put the old version back
 * @param plugins configuration by plugin id
 * @param oidc identity provider that staff may log in through
 */
public record Settings(
        Path data,
        int http,
        int rtmp,
        Optional<Srt> srt,
        String bind,
        Optional<String> ownerToken,
        Optional<TlsFiles> tls,
        boolean demo,
        Set<String> origins,
        Duration watch,
        int failureBudget,
        Map<String, Map<String, Object>> plugins,
        Optional<OidcConfig> oidc) {
    /**
     * Ingest over SRT.
     *
     * @param port port to listen on; 0 picks a free one
     * @param passphrase what publishers encrypt with, a secret; empty when they need none
     */
    public record Srt(int port, String passphrase) {
        /** Whether publishers need the passphrase. */
        public boolean isEncrypted() {
            return !passphrase.isEmpty();
        }

        @Override
        public String toString() {
            return "Srt[" + port + (isEncrypted() ? ", encrypted]" : "]");
        }
    }

    /**
     * A certificate and where to use it.
     *
     * @param https port of HTTPS; 0 picks a free one
     * @param rtmps port of ingest over TLS; 0 likewise
     * @param certificate PEM file of the chain
     * @param key PEM file of its key
     */
    public record TlsFiles(int https, int rtmps, Path certificate, Path key) {}
}
