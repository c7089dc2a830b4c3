package t2drl.golden;

import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.MapShape;
import t2drl.kernel.Precision;

/** Both action maps on the device, and equal shares. */
final class ActionsCheck {
    /** Step asks are numbers of this size, rounded to the device's precision: fractions cannot be more exact than that. */
    private static final double DEFAULT_ASK_HEIGHT = 16;

    private final SystemCase item;
    private final int users;
    private final int[] hit;
    private final double[] a3;
    private final double[] raw;

    private ActionsCheck(SystemCase item) {
        Scenario scenario = item.scenario();
        this.item = item;
        users = scenario.users();
        int[] phi = item.in().get("phi").indices(scenario.models(), users);
        hit = item.in().get("hit").indices(2, users);
        raw = item.in().get("a").array(2 * users);
        a3 = new double[users];
        for (int u = 0; u < users; u++) {
            a3[u] = scenario.qualityEndSteps()[phi[u]];
        }
    }

    static void run(SystemCase item) {
        ActionsCheck check = new ActionsCheck(item);
        check.waterLevel();
        check.proportional();
        check.equalShares();
    }

    private record Mapped(double[] b, double[] f, double[] xi, double level) {}

    private Mapped map(MapShape.Kind kind) {
        Scenario scenario = item.scenario();
        MapShape shape = new MapShape(
                kind,
                users,
                scenario.minBandwidthShare(),
                scenario.stepsPerSlot(),
                scenario.bandwidthSoftmaxFactor(),
                scenario.stepAskHeight());
        double[] hits = new double[users];
        for (int u = 0; u < users; u++) {
            hits[u] = hit[u];
        }
        Buffer b = item.device().buffer(users);
        Buffer f = item.device().buffer(users);
        Buffer xi = item.device().buffer(users);
        Buffer level = item.device().buffer(1);
        item.device()
                .actions()
                .mapForward(shape, 1, item.buffer(raw), item.buffer(hits), item.buffer(a3), b, f, xi, level);
        return new Mapped(b.toArray(), f.toArray(), xi.toArray(), level.get(0));
    }

    private void waterLevel() {
        Mapped got = map(MapShape.Kind.WATER_LEVEL);
        double[] f = item.out().get("f").array(users);
        double level = item.out().number("lambda");
        double largestPart = 1;
        for (double steps : a3) {
            largestPart = Math.max(largestPart, steps / item.scenario().stepsPerSlot());
        }
        shares("b", item.out().get("b").array(users), got.b());
        steps("f", f, got.f(), 1);
        steps("xi", item.out().get("xi").array(users), got.xi(), largestPart);
        if (!onPlateau(f, level)) {
            steps("lambda", new double[] {level}, new double[] {got.level()}, 1);
        }
    }

    /** Whether a whole interval of levels above 0 gives these fractions. */
    private boolean onPlateau(double[] f, double level) {
        boolean partly = false;
        for (int u = 0; u < users; u++) {
            partly |= hit[u] == 1 && f[u] > 0 && f[u] < 1;
        }
        return level > 0 && !partly;
    }

    private void proportional() {
        Mapped got = map(MapShape.Kind.PROPORTIONAL);
        GoldenNode want = item.out().get("proportional");
        shares("proportional.b", want.get("b").array(users), got.b());
        shares("proportional.xi", want.get("xi").array(users), got.xi());
    }

    private void equalShares() {
        int hits = 0;
        for (int h : hit) {
            hits += h;
        }
        double[] b = new double[users];
        double[] xi = new double[users];
        for (int u = 0; u < users; u++) {
            b[u] = 1.0 / users;
            xi[u] = hit[u] == 1 ? 1.0 / hits : 0;
        }
        shares("equal_b", item.out().get("equal_b").array(users), b);
        shares("equal_xi", item.out().get("equal_xi").array(users), xi);
    }

    private void shares(String name, double[] want, double[] got) {
        double tolerance = item.device().precision() == Precision.DOUBLE ? 1e-14 : 1e-6;
        item.add("shares", tolerance, name, SystemCase.absoluteError(want, got), want.length);
    }

    /** Errors in units of {@code scale} and of the height of the asks, whose rounding shows in the level and in all fractions. */
    private void steps(String name, double[] want, double[] got, double scale) {
        double height = item.scenario().stepAskHeight();
        double error = SystemCase.absoluteError(want, got) / scale;
        if (item.device().precision() == Precision.DOUBLE) {
            item.add("steps", 1e-14, name, error / Math.max(1, height), want.length);
        } else {
            item.add("steps", 1e-5, name, error / Math.max(1, height / DEFAULT_ASK_HEIGHT), want.length);
        }
    }
}
