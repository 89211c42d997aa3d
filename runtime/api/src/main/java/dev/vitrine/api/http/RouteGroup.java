package dev.vitrine.api.http;

import java.util.List;

/** Routes of a plugin. */
public interface RouteGroup {
    /** The routes; asked once, when the plugin starts. They appear and vanish with the version in service. */
    List<Route> routes();
}
