package t2drl.golden;

import java.util.Arrays;
import t2drl.edge.Scenario;
import t2drl.kernel.CellMemory;

/** One step of the walk, and the gain at the place it leads to. */
final class MobilityCheck {
    private MobilityCheck() {}

    static void run(SystemCase item) {
        Scenario scenario = item.scenario();
        int users = scenario.users();
        CellMemory memory = CellMemory.on(item.device(), scenario.cellShape(1));
        memory.position().write(item.in().get("pos").array(users, 2));
        memory.velocity().write(item.in().get("v").array(users, 2));
        memory.drift().write(item.in().get("vbar").array(users, 2));
        double[] exponential = item.in().get("e").array(users);
        double[] position = item.out().get("pos").array(users, 2);
        double[] velocity = item.out().get("v").array(users, 2);
        double[] drift = item.out().get("vbar").array(users, 2);
        double[] loss = item.out().get("path_loss_db").array(users);
        double[] gain = item.out().get("gain").array(users);

        item.device().cells().move(memory, item.buffer(item.in().get("w").array(users, 2)));
        double[] gotVelocity = memory.velocity().toArray();
        double[] gotDrift = memory.drift().toArray();
        for (int i = 0; i < position.length; i++) {
            // A user who stops on the edge, but for rounding, may or may not have been mirrored there.
            double half = scenario.cellSideM() / 2;
            boolean onTheEdge = half - Math.abs(position[i]) <= item.accuracy() * half;
            if (onTheEdge && gotVelocity[i] * velocity[i] < 0) {
                velocity[i] = -velocity[i];
                drift[i] = -drift[i];
            }
        }
        item.compareToLargest("pos", position, memory.position().toArray());
        item.compareToLargest("v", velocity, gotVelocity);
        item.compareToLargest("vbar", drift, gotDrift);

        double unit = Math.max(1, scenario.fadingFloor());
        double[] ones = new double[users];
        Arrays.fill(ones, unit);
        item.device().cells().fade(memory, item.buffer(ones));
        double[] unfaded = memory.gain().toArray();
        double[] gotLoss = new double[users];
        for (int u = 0; u < users; u++) {
            gotLoss[u] = -10 * Math.log10(unfaded[u] / unit);
        }
        item.compareEach("path_loss_db", loss, gotLoss);

        item.device().cells().fade(memory, item.buffer(exponential));
        item.compareEach("gain", gain, memory.gain().toArray());
    }
}
