package dev.vitrine.core.contribution;

import dev.vitrine.api.chat.ChatFilter;
import dev.vitrine.api.command.CommandHandler;
import dev.vitrine.api.guard.ChangeGuard;
import dev.vitrine.api.http.RouteGroup;
import dev.vitrine.api.log.LogView;
import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.api.overlay.SnapshotPart;
import dev.vitrine.api.plugin.SelfTest;
import java.util.List;
import java.util.Optional;

/**
 * What one version of one plugin contributes. The lists hold the plugin's own objects; nobody keeps them beyond the
 * snapshot they came in, so that a retired version can be collected.
 *
 * @param plugin its id
 * @param version its version, with qualifier
 */
public record Contributions(
        String plugin,
        String version,
        List<ChatFilter> filters,
        List<CommandHandler> handlers,
        List<ChangeGuard> guards,
        List<LogView> views,
        List<SnapshotPart> snapshots,
        List<RouteGroup> routes,
        List<SelfTest> selfTests,
        Optional<MediaEngine> engine) {}
