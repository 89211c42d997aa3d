package dev.vitrine.host.plugin;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.web.PluginAdmin;
import java.io.ByteArrayInputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The plugin manager behind REST. The same actor's same idempotency key is done once and answered alike. */
public final class PluginDesk implements PluginAdmin {
    /** Far more changes than anyone makes before a retry would come. */
    private static final int REMEMBERED = 256;

    private final PluginManager manager;
    private final Map<String, Outcome> answered = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Outcome> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** A desk in front of a manager. */
    public PluginDesk(PluginManager manager) {
        this.manager = manager;
    }

    @Override
    public List<Body> list() {
        return manager.list().stream().map(PluginDesk::body).toList();
    }

    @Override
    public Optional<Body> why(String id) {
        try {
            String why = manager.why(id);
            return Optional.of(manager.plugin(id)
                    .map(PluginDesk::body)
                    .orElseGet(() -> Body.of("id", id))
                    .with("why", why));
        } catch (PluginRefused e) {
            return Optional.empty();
        }
    }

    @Override
    public Outcome install(Upload upload) {
        return once(
                upload.actor(),
                upload.idempotencyKey(),
                () -> body(
                        manager.install(new ByteArrayInputStream(upload.bytes()), Optional.empty(), upload.actor())));
    }

    @Override
    public Outcome update(String id, Upload upload) {
        return once(
                upload.actor(),
                upload.idempotencyKey(),
                () -> body(manager.install(new ByteArrayInputStream(upload.bytes()), Optional.of(id), upload.actor())));
    }

    @Override
    public Outcome rollback(String id, Actor actor, Optional<String> idempotencyKey) {
        return once(actor, idempotencyKey, () -> body(manager.rollback(id, actor)));
    }

    @Override
    public Outcome remove(String id, Actor actor, Optional<String> idempotencyKey) {
        return once(actor, idempotencyKey, () -> {
            manager.remove(id, actor);
            return Body.of("id", id, "state", "removed");
        });
    }

    /** A change that answers with a body. */
    private interface PluginChange {
        Body make() throws PluginRefused;
    }

    private Outcome once(Actor actor, Optional<String> key, PluginChange change) {
        Optional<String> name = key.map(each -> actor.id() + " " + each);
        if (name.isPresent()) {
            synchronized (answered) {
                Outcome before = answered.get(name.get());
                if (before != null) {
                    return before;
                }
            }
        }
        try {
            Outcome done = new Outcome.Done(List.of(), change.make());
            if (name.isPresent()) {
                synchronized (answered) {
                    answered.put(name.get(), done);
                }
            }
            return done;
        } catch (PluginRefused e) {
            return new Outcome.Refused(e.problem());
        }
    }

    private static Body body(PluginInfo plugin) {
        return Body.of(
                "id", plugin.id(),
                "version", plugin.version(),
                "state", plugin.state().word(),
                "previous", plugin.previous(),
                "why", plugin.why());
    }
}
