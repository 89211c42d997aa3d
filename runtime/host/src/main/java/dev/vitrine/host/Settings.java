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
 * @param srt port of ingest over SRT, if it is wanted; 0 picks a free one
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
        Optional<Integer> srt,
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
     * A certificate and where to use it.
     *
     * @param https port of HTTPS; 0 picks a free one
     * @param rtmps port of ingest over TLS; 0 likewise
     * @param certificate PEM file of the chain
     * @param key PEM file of its key
     */
    public record TlsFiles(int https, int rtmps, Path certificate, Path key) {}
}
