package dev.vitrine.media.worker.demo;

/** A point of the world for each pair of parameters from 0 to 1; the outside is where the parameters run clockwise. */
@FunctionalInterface
interface Surface {
    /** Writes x, y, z of the point at {@code (s, t)}. */
    void at(double s, double t, double[] xyz);

    /** A profile turned around the y axis; s goes round, t along the profile from the bottom up. */
    static Surface turned(Profile radius, Profile height) {
        return (s, t, xyz) -> {
            double angle = 2 * Math.PI * s;
            double r = radius.at(t);
            xyz[0] = r * Math.cos(angle);
            xyz[1] = height.at(t);
            xyz[2] = r * Math.sin(angle);
        };
    }

    /** A tube of changing thickness along a curve in the plane z = 0; s goes round, t along. */
    static Surface tube(Profile x, Profile y, Profile radius) {
        return (s, t, xyz) -> {
            double step = 1e-3;
            double dx = x.at(t + step) - x.at(t - step);
            double dy = y.at(t + step) - y.at(t - step);
            double length = Math.hypot(dx, dy) + 1e-9;
            double angle = 2 * Math.PI * s;
            double r = radius.at(t);
            double across = r * Math.cos(angle);
            xyz[0] = x.at(t) + dy / length * across;
            xyz[1] = y.at(t) - dx / length * across;
            xyz[2] = r * Math.sin(angle);
        };
    }

    /** A number along a line. */
    @FunctionalInterface
    interface Profile {
        double at(double t);

        /** A smooth line through evenly spaced values (Catmull and Rom's spline). */
        static Profile through(double... values) {
            return t -> {
                double at = Math.clamp(t, 0, 1) * (values.length - 1);
                int i = Math.min((int) at, values.length - 2);
                double f = at - i;
                double a = values[Math.max(0, i - 1)];
                double b = values[i];
                double c = values[i + 1];
                double d = values[Math.min(values.length - 1, i + 2)];
                return b + 0.5 * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)));
            };
        }
    }
}
