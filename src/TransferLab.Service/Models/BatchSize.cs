namespace TransferLab.Service.Models;

/// <summary>How many pictures are worth a run of their own together. A batch makes its first picture wait for its last, and leaves the other
/// workers less to share: where a run of four takes as long as four runs, which is how many models are on a core of their own, it only
/// lengthens the tail. With arrivals at random at 70 % load the two sides are even where a batch saves about an eighth of the time.</summary>
internal static class BatchSize
{
    /// <summary>Share of a picture's time that a doubled batch has to save.</summary>
    public const double LeastSaving = 0.1;

    private const int Rounds = 3;

    /// <summary>The largest size up to <paramref name="most"/>, found by doubling, whose pictures are each cheaper by
    /// <see cref="LeastSaving"/> than at the size below that was kept; 1 where batches bring nothing.</summary>
    /// <param name="most">Most pictures.</param>
    /// <param name="run">Runs a batch of a size and returns how long it took, in any unit.</param>
    public static int Choose(int most, Func<int, double> run)
    {
        var (size, each) = (1, double.MaxValue);
        _ = run(1);
        for (var next = 2; size < most; next *= 2)
        {
            var candidate = Math.Min(next, most);
            // The first run of a size makes its plan of memory. Both sizes take turns and the best of each counts, so that what else the machine does falls
            // on neither.
            _ = run(candidate);
            var other = double.MaxValue;
            for (var round = 0; round < Rounds; round++)
            {
                each = Math.Min(each, run(size) / size);
                other = Math.Min(other, run(candidate) / candidate);
            }
            if (other > (1 - LeastSaving) * each)
                break;
            (size, each) = (candidate, other);
        }
        return size;
    }
}
