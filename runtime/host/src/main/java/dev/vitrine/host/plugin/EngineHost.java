package dev.vitrine.host.plugin;

import dev.vitrine.api.command.Phase;
import dev.vitrine.api.media.FetchedFile;
import dev.vitrine.api.media.IngestGrant;
import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.MediaHost;
import dev.vitrine.api.media.MediaLink;
import dev.vitrine.api.media.MediaProfile;
import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.api.media.RestreamTarget;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.core.House;
import dev.vitrine.core.link.Restreams;
import dev.vitrine.core.link.SrtAddress;
import dev.vitrine.core.room.Room;
import dev.vitrine.host.link.Dialler;
import dev.vitrine.host.link.HttpFetch;
import dev.vitrine.host.link.MediaFolder;
import dev.vitrine.host.link.SrtDialler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the host gives the media engine. */
record EngineHost(House house, Path recordings, List<Path> workerClassPath, Path javaExecutable, SrtDialler srt)
        implements MediaHost {
    /** A segment that takes longer than this is late for its turn anyway. */
    private static final Duration FETCH_LIMIT = Duration.ofSeconds(20);

    @Override
    public Optional<IngestGrant> authorise(String streamKey) {
        return house.authorise(streamKey);
    }

    @Override
    public void changed(StreamStatus status, String why) {
        house.streamChanged(status, why);
    }

    @Override
    public void health(MediaHealth health) {
        house.mediaHealth(health);
    }

    @Override
    public MediaProfile profile(String event) {
        return house.mediaProfile(event)
                .orElseThrow(() -> new IllegalArgumentException("There is no event \"" + event + "\"."));
    }

    /** None once the show is over: what follows it is nobody's picture. */
    @Override
    public List<RestreamTarget> restreams(String event) {
        boolean over = house.rooms()
                .room(event)
                .filter(room -> room.phase() == Phase.ENDED || room.phase() == Phase.REPLAY)
                .isPresent();
        return over
                ? List.of()
                : house.restreams().of(event).stream()
                        .map(Restreams.Target::target)
                        .toList();
    }

    @Override
    public OutboundConnection dial(String url) throws IOException {
        return SrtAddress.is(url) ? srt.dial(house.outbound(), url) : Dialler.dial(house.outbound(), url);
    }

    @Override
    public FetchedFile fetch(String url, int maxBytes) throws IOException {
        return HttpFetch.get(house.outbound(), url, maxBytes, FETCH_LIMIT);
    }

    @Override
    public FetchedFile fetch(String url, long offset, int length) throws IOException {
        return HttpFetch.stretch(house.outbound(), url, offset, length, FETCH_LIMIT);
    }

    @Override
    public Path mediaFile(String name) throws IOException {
        return MediaFolder.find(house.data(), house.policies().policy("sources").text("mediaFolder"), name);
    }

    @Override
    public void link(MediaLink link) {
        house.mediaLink(link);
    }

    @Override
    public String title(String event) {
        return house.rooms().room(event).map(Room::title).orElse(event);
    }

    @Override
    public Path recordings(String event) {
        try {
            return Files.createDirectories(recordings.resolve(event));
        } catch (IOException e) {
            throw new UncheckedIOException("The directory for recordings of \"" + event + "\" cannot be made.", e);
        }
    }
}
