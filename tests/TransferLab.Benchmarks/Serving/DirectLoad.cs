using System.Collections.Concurrent;
using System.Diagnostics;

namespace TransferLab.Benchmarks.Serving;

/// <summary>The library alone under an open loop: a thread for each core takes the picture that has waited longest. What a host adds is the difference to this.</summary>
internal static class DirectLoad
{
    /// <summary>Pictures that come when they are due; their time counts from when they were due.</summary>
    /// <param name="classifier">The model, one thread.</param>
    /// <param name="images">Encoded pictures, in turns.</param>
    /// <param name="due">Seconds from the beginning, ascending.</param>
    /// <returns>Milliseconds of each.</returns>
    public static double[] Open(ImageClassifier classifier, byte[][] images, double[] due)
    {
        var times = new double[due.Length];
        using var waiting = new BlockingCollection<int>();
        var clock = Stopwatch.StartNew();
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            foreach (var i in waiting.GetConsumingEnumerable())
            {
                classifier.Score(images[i % images.Length]);
                times[i] = 1000 * (clock.Elapsed.TotalSeconds - due[i]);
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        ArrivalTimes.Wait(due, clock, waiting.Add);
        waiting.CompleteAdding();
        foreach (var thread in threads)
            thread.Join();
        return times;
    }
}
