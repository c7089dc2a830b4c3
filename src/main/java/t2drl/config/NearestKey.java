package t2drl.config;

import t2drl.common.Texts;

/** What a user may have meant by an unknown key. */
final class NearestKey {
    private NearestKey() {}

    /** About an unknown key of a section, naming the known one that is spelled most like it, if there is one like it. */
    static String unknown(Section section, String unknown) {
        String nearest = "";
        int least = 2 * Math.max(2, unknown.length() / 3) + 2;
        for (Section candidate : Keys.SECTIONS) {
            for (Key key : candidate.keys()) {
                int distance = Math.min(
                        distance(unknown, key.name()),
                        key.symbol().isEmpty() ? Integer.MAX_VALUE : distance(unknown, key.symbol()));
                // At equal distance a key of the same section is likelier.
                int rank = 2 * distance + (candidate == section ? 0 : 1);
                if (rank < least) {
                    least = rank;
                    nearest = candidate.path() + key.name();
                }
            }
        }
        String key = Texts.quote(section.path() + unknown);
        return nearest.isEmpty()
                ? "unknown key %s (t2drl config prints all that there are)".formatted(key)
                : "unknown key %s (did you mean %s?)".formatted(key, nearest);
    }

    /** Levenshtein distance: how many letters to insert, delete or replace. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
