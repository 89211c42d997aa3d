package dev.vitrine.web;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/** Turns PEM files into what doors need. */
public final class Certificates {
    private Certificates() {}

    /**
     * A context that shows a certificate, for a door that is not HTTP's.
     *
     * @param certificate PEM file of the chain
     * @param key PEM file of its key
     * @throws RuntimeException if the files hold no certificate and its key; the message says which
     */
    public static SSLContext context(Path certificate, Path key) {
        Keys keys = keys(certificate, key);
        return Tls.builder().privateKey(keys).privateKeyCertChain(keys).build().sslContext();
    }

    static Keys keys(Path certificate, Path key) {
        return Keys.builder()
                .pem(pem -> pem.key(Resource.create(key)).certChain(Resource.create(certificate)))
                .build();
    }
}
