package t2drl.selfcheck;

import java.util.random.RandomGenerator;
import t2drl.kernel.CellShape;

/** Cell constants of plausible size. */
final class CellShapes {
    private CellShapes() {}

    static CellShape of(RandomGenerator random, int cells, int users) {
        int models = random.nextInt(1, 13);
        int states = random.nextInt(1, 5);
        double[] a1 = between(random, models, 20, 90);
        double[] a3 = between(random, models, 100, 230);
        return new CellShape(
                cells,
                users,
                models,
                states,
                cumulative(random, states, states),
                cumulative(random, states, models),
                random.nextDouble(3, 9),
                random.nextDouble(300, 1500),
                random.nextDouble(0.1, 0.95),
                random.nextDouble(0, 3),
                random.nextDouble(0, 3),
                0.02,
                5e5,
                8e6,
                1e6,
                2.5e7,
                random.nextDouble(5e6, 1e8),
                Math.pow(10, random.nextDouble(-20.5, -19)),
                Math.pow(10, random.nextDouble(-2, 0)),
                Math.pow(10, random.nextDouble(0, 1.5)),
                random.nextInt(100, 1500),
                random.nextDouble(0.8, 4),
                random.nextDouble(1e7, 1e8),
                random.nextDouble(),
                random.nextDouble(0.02, 0.2),
                random.nextDouble(0, 4),
                a1,
                between(random, models, 80, 130),
                a3,
                between(random, models, 15, 40),
                between(random, models, 0.001, 0.01),
                between(random, models, 0.1, 0.6));
    }

    private static double[] between(RandomGenerator random, int count, double low, double high) {
        return random.doubles(count, low, high).toArray();
    }

    private static double[] cumulative(RandomGenerator random, int rows, int columns) {
        double[] table = new double[rows * columns];
        for (int row = 0; row < rows; row++) {
            double[] weights = random.doubles(columns).toArray();
            double total = 0;
            for (double weight : weights) {
                total += weight;
            }
            double sum = 0;
            for (int column = 0; column < columns; column++) {
                sum += weights[column] / total;
                table[row * columns + column] = column == columns - 1 ? 1 : sum;
            }
        }
        return table;
    }
}
