package t2drl.fit;

import java.util.List;

/**
 * What was measured of one model, point by point.
 *
 * @param model its name
 * @param steps denoising steps of each point
 * @param tv total variation of the images after so many steps; lower is better
 * @param seconds time of the whole generation
 */
public record Measurements(String model, double[] steps, double[] tv, double[] seconds) {
    /** One row of a file. */
    public record Point(double steps, double tv, double seconds) {}

    /** Of points in any order. */
    public static Measurements of(String model, List<Point> points) {
        return new Measurements(
                model,
                points.stream().mapToDouble(Point::steps).toArray(),
                points.stream().mapToDouble(Point::tv).toArray(),
                points.stream().mapToDouble(Point::seconds).toArray());
    }

    public int count() {
        return steps.length;
    }
}
