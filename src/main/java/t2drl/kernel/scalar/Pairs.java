package t2drl.kernel.scalar;

/** The two layouts of an action: {@code [cells, 2 * users]}, and pairs {@code [cells, users, 2]} as the shared networks use it. */
final class Pairs {
    private Pairs() {}

    static void fromAction(int cells, int users, double[] action, double[] pairs) {
        for (int i = 0; i < 2 * cells * users; i++) {
            pairs[i] = action[actionIndex(users, i)];
        }
    }

    static void toAction(int cells, int users, double[] pairs, double[] action) {
        for (int i = 0; i < 2 * cells * users; i++) {
            action[actionIndex(users, i)] = pairs[i];
        }
    }

    static void addToAction(int cells, int users, double[] pairs, double[] action) {
        for (int i = 0; i < 2 * cells * users; i++) {
            action[actionIndex(users, i)] += pairs[i];
        }
    }

    /** Where element {@code i} of the pairs lies in the action. */
    private static int actionIndex(int users, int i) {
        int row = i / 2;
        int entry = i % 2;
        return row / users * 2 * users + entry * users + row % users;
    }
}
