package dev.vitrine.media.engine;

import dev.vitrine.api.media.IngestConnection;
import dev.vitrine.api.media.OutboundConnection;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * A connection to somebody who says these bytes, hangs up, and does not listen; it may have been made by either side.
 */
public record Canned(byte[] bytes) implements IngestConnection, OutboundConnection {
    @Override
    public InputStream in() {
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public OutputStream out() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public String remote() {
        return "127.0.0.1:1";
    }

    @Override
    public void readLimit(Duration limit) {}

    @Override
    public void close() {}
}
