package t2drl.kernel.scalar;

import t2drl.kernel.MapShape;

/**
 * The action map and its gradient, one cell at a time (system model, section 5, "Action map"). In all methods {@code first} is
 * the place of the cell's first user in {@code [cells, users]} arrays, {@code asks} that of its first ask in {@code [cells, 2 * users]}.
 */
public record ActionMap(MapShape shape) {
    private static final double LEAST_ASK = 1e-6;

    /** {@code a [2 * users]} to {@code b, f, xi [users]} of cell {@code cell}; see {@link t2drl.kernel.ActionKernels#mapForward}. */
    public void forward(
            int cell, double[] a, double[] hit, double[] a3, double[] b, double[] f, double[] xi, double[] level) {
        int users = shape.users();
        int first = cell * users;
        int shares = cell * 2 * users;
        int asks = shares + users;
        switch (shape.kind()) {
            case WATER_LEVEL -> {
                softmaxShares(shares, first, a, b);
                level[cell] = waterLevel(asks, first, a, hit, a3);
                for (int u = 0; u < users; u++) {
                    f[first + u] = served(level[cell], asks + u, first + u, a, hit);
                }
            }
            case PROPORTIONAL -> {
                proportionalShares(shares, first, a, b);
                level[cell] = askedPart(asks, first, a, hit, a3);
                for (int u = 0; u < users; u++) {
                    f[first + u] = hit[first + u] == 0 ? 0 : ask(a[asks + u]) / Math.max(1, level[cell]);
                }
            }
        }
        for (int u = first; u < first + users; u++) {
            xi[u] = f[u] == 0 ? 0 : f[u] * a3[u] / shape.stepsPerSlot();
        }
    }

    void backward(
            int cell,
            double[] a,
            double[] hit,
            double[] a3,
            double[] b,
            double[] f,
            double[] level,
            double[] db,
            double[] df,
            double[] da) {
        int users = shape.users();
        int first = cell * users;
        int shares = cell * 2 * users;
        int asks = shares + users;
        switch (shape.kind()) {
            case WATER_LEVEL -> {
                softmaxSharesBackward(shares, first, b, db, da);
                waterLevelBackward(asks, first, hit, a3, f, level[cell], df, da);
            }
            case PROPORTIONAL -> {
                proportionalSharesBackward(shares, first, a, b, db, da);
                proportionalStepsBackward(asks, first, hit, a3, f, level[cell], df, da);
            }
        }
    }

    /** What is left to share once everybody has the least share. */
    private double free() {
        return 1 - shape.users() * shape.minShare();
    }

    /** {@code b = b_min + (1 - U * b_min) * softmax(c_b * a)}. */
    private void softmaxShares(int at, int first, double[] a, double[] b) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int u = 0; u < shape.users(); u++) {
            largest = Math.max(largest, a[at + u]);
        }
        double sum = 0;
        for (int u = 0; u < shape.users(); u++) {
            b[first + u] = Math.exp(shape.softmaxFactor() * (a[at + u] - largest));
            sum += b[first + u];
        }
        for (int u = first; u < first + shape.users(); u++) {
            b[u] = shape.minShare() + free() * b[u] / sum;
        }
    }

    private void softmaxSharesBackward(int at, int first, double[] b, double[] db, double[] da) {
        double mean = 0;
        for (int u = first; u < first + shape.users(); u++) {
            mean += softmax(b[u]) * db[u];
        }
        for (int u = 0; u < shape.users(); u++) {
            double part = softmax(b[first + u]);
            da[at + u] = free() * shape.softmaxFactor() * part * (db[first + u] - mean);
        }
    }

    /** The softmax that led to share {@code b}; anything will do where nothing is free. */
    private double softmax(double b) {
        return free() > 0 ? (b - shape.minShare()) / free() : 0;
    }

    /**
     * The least {@code lambda >= 0} at which the steps served fit the slot. Served steps fall with lambda along straight lines between
     * the breakpoints {@code y_u - 1} and {@code y_u} of the hits, so: find the two neighbouring breakpoints around it, then solve.
     */
    private double waterLevel(int asks, int first, double[] a, double[] hit, double[] a3) {
        if (servedSteps(0, asks, first, a, hit, a3) <= shape.stepsPerSlot()) {
            return 0;
        }
        double below = 0;
        double above = Double.POSITIVE_INFINITY;
        for (int u = 0; u < shape.users(); u++) {
            if (hit[first + u] != 0) {
                for (int end = 0; end <= 1; end++) {
                    double point = height(a[asks + u]) - end;
                    if (below < point && point < above) {
                        if (servedSteps(point, asks, first, a, hit, a3) > shape.stepsPerSlot()) {
                            below = point;
                        } else {
                            above = point;
                        }
                    }
                }
            }
        }
        double slope = 0;
        for (int u = 0; u < shape.users(); u++) {
            double y = height(a[asks + u]);
            if (hit[first + u] != 0 && y - 1 <= below && y >= above) {
                slope += a3[first + u];
            }
        }
        double excess = servedSteps(below, asks, first, a, hit, a3) - shape.stepsPerSlot();
        return Math.min(above, below + excess / slope);
    }

    /** {@code sum_u f_u * A3_u} at level {@code lambda}. */
    private double servedSteps(double lambda, int asks, int first, double[] a, double[] hit, double[] a3) {
        double sum = 0;
        for (int u = 0; u < shape.users(); u++) {
            if (hit[first + u] != 0) {
                sum += served(lambda, asks + u, first + u, a, hit) * a3[first + u];
            }
        }
        return sum;
    }

    /** The fraction of A3 that one user gets at level {@code lambda}. */
    private double served(double lambda, int ask, int user, double[] a, double[] hit) {
        return hit[user] == 0 ? 0 : Math.clamp(height(a[ask]) - lambda, 0.0, 1.0);
    }

    private double height(double a) {
        return shape.askHeight() * (a + 1) / 2;
    }

    private void waterLevelBackward(
            int asks, int first, double[] hit, double[] a3, double[] f, double lambda, double[] df, double[] da) {
        double sumGradient = 0;
        double sumSteps = 0;
        for (int u = first; u < first + shape.users(); u++) {
            if (between(u, hit, f)) {
                sumGradient += df[u];
                sumSteps += a3[u];
            }
        }
        for (int u = 0; u < shape.users(); u++) {
            double dHeight = 0;
            if (between(first + u, hit, f)) {
                double throughLevel = lambda > 0 ? a3[first + u] * sumGradient / sumSteps : 0;
                dHeight = df[first + u] - throughLevel;
            }
            da[asks + u] = dHeight * shape.askHeight() / 2;
        }
    }

    /** The set S: hits that are neither served whole nor not at all. */
    private static boolean between(int user, double[] hit, double[] f) {
        return hit[user] != 0 && f[user] > 0 && f[user] < 1;
    }

    /** {@code b = b_min + (1 - U * b_min) * y / sum(y)}. */
    private void proportionalShares(int at, int first, double[] a, double[] b) {
        double sum = sumOfAsks(at, a);
        for (int u = 0; u < shape.users(); u++) {
            b[first + u] = shape.minShare() + free() * ask(a[at + u]) / sum;
        }
    }

    private void proportionalSharesBackward(int at, int first, double[] a, double[] b, double[] db, double[] da) {
        double sum = sumOfAsks(at, a);
        double throughSum = 0;
        for (int u = first; u < first + shape.users(); u++) {
            throughSum += db[u] * (b[u] - shape.minShare());
        }
        for (int u = 0; u < shape.users(); u++) {
            da[at + u] = (free() * db[first + u] - throughSum) / sum / 2;
        }
    }

    private double sumOfAsks(int at, double[] a) {
        double sum = 0;
        for (int u = 0; u < shape.users(); u++) {
            sum += ask(a[at + u]);
        }
        return sum;
    }

    private static double ask(double a) {
        return (a + 1) / 2 + LEAST_ASK;
    }

    /** {@code sum_u hit_u * y_u * A3_u / R}: the part of the slot that is asked for. */
    private double askedPart(int asks, int first, double[] a, double[] hit, double[] a3) {
        double sum = 0;
        for (int u = 0; u < shape.users(); u++) {
            if (hit[first + u] != 0) {
                sum += ask(a[asks + u]) * a3[first + u] / shape.stepsPerSlot();
            }
        }
        return sum;
    }

    /** {@code f_u = hit_u * y_u / max(1, W)}, {@code W} the part asked for. */
    private void proportionalStepsBackward(
            int asks, int first, double[] hit, double[] a3, double[] f, double asked, double[] df, double[] da) {
        double scale = Math.max(1, asked);
        double throughScale = 0;
        if (asked > 1) {
            for (int u = first; u < first + shape.users(); u++) {
                throughScale += df[u] * f[u];
            }
        }
        for (int u = 0; u < shape.users(); u++) {
            double dAsk = 0;
            if (hit[first + u] != 0) {
                dAsk = (df[first + u] - a3[first + u] / shape.stepsPerSlot() * throughScale) / scale;
            }
            da[asks + u] = dAsk / 2;
        }
    }
}
