using System.Collections.Concurrent;
using TransferLab.Imaging;
using TransferLab.Runtime;
using TransferLab.Service.Errors;
using TransferLab.Service.Models;

namespace TransferLab.Service.Tests.Models;

public sealed class BatchQueueTests(ServedPackage served) : IClassFixture<ServedPackage>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(1, 32)]
    public async Task Pictures_that_are_run_together_get_their_own_scores_whatever_lies_between_them(int workers, int maxBatch)
    {
        var sizes = new ConcurrentBag<int>();
        using var decoders = new WorkerThreads("decoding", 2);
        using var models = new WorkerThreads("inference", workers);
        var version = Load(models, maxBatch, (size, _) => sizes.Add(size));
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        var random = new Random(3);
        for (var round = 0; round < 6; round++)
        {
            var kinds = Enumerable.Range(0, 60).Select(i => (Image: served.Images[i % 32], Kind: random.Next(6))).ToArray();
            var jobs = kinds.Select(k => k.Kind switch
            {
                0 => Job(version, [1, 2, 3], Token),
                1 => Job(version, k.Image, given.Token),
                _ => Job(version, k.Image, Token),
            }).ToArray();
            foreach (var job in jobs)
                decoders.Post(job);
            for (var i = 0; i < jobs.Length; i++)
            {
                if (kinds[i].Kind == 1)
                    await Assert.ThrowsAnyAsync<OperationCanceledException>(() => jobs[i].Done);
                else if (kinds[i].Kind == 0)
                    Assert.NotNull((await jobs[i].Done).Score.Error);
                else
                    AssertSame(served.Classifier.Score(kinds[i].Image), (await jobs[i].Done).Score);
            }
        }
        Assert.InRange(sizes.Max(), maxBatch == 1 ? 1 : 2, maxBatch);
        version.Release();
    }

    [Fact]
    public async Task What_waits_is_run_together_from_where_it_was_decoded()
    {
        var sizes = new ConcurrentBag<int>();
        using var models = new WorkerThreads("inference", 1);
        var version = Load(models, 4, (size, _) => sizes.Add(size));
        using var gate = new ManualResetEventSlim();
        models.Post(new Wait(gate));
        using var given = new CancellationTokenSource();
        // The worker is busy, so that all are decoded, here, before the first is run; the fourth is given up meanwhile.
        var jobs = Enumerable.Range(0, 9).Select(i => Job(version, served.Images[i], i == 3 ? given.Token : Token)).ToArray();
        foreach (var job in jobs)
            job.Execute();
        var places = jobs.Select(j => j.Block.Pixels(j.Place).ToArray()).ToArray();
        Assert.Single(jobs.Select(j => j.Block).Distinct());
        Assert.Equal(Enumerable.Range(0, 9), jobs.Select(j => j.Place));
        for (var i = 0; i < jobs.Length; i++)
        {
            using var image = ImageDecoder.Decode(served.Images[i]);
            var pixels = new byte[version.Queue.PictureBytes];
            ImageResizer.Fit(image, version.Classifier.Geometry, pixels);
            Assert.Equal(pixels, places[i]);
        }
        await given.CancelAsync();
        gate.Set();
        for (var i = 0; i < jobs.Length; i++)
            if (i == 3)
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => jobs[i].Done);
            else
                AssertSame(served.Classifier.Score(served.Images[i]), (await jobs[i].Done).Score);
        // Three before the gap, then four, and the one that is left.
        Assert.Equal([1, 3, 4], sizes.Order());
        version.Release();
    }

    [Fact]
    public async Task Who_has_waited_too_long_is_told_so()
    {
        using var models = new WorkerThreads("inference", 1);
        var version = Load(models, 4, (_, _) => { });
        var late = new ImageJob(version, served.Images[0], isPixels: false, long.MaxValue, TimeSpan.Zero, Token);
        await Task.Delay(5, Token);
        late.Execute();
        Assert.Equal(503, (await Assert.ThrowsAsync<ServiceException>(() => late.Done)).Status);
        version.Release();
    }

    private static ImageJob Job(ModelVersion version, byte[] image, CancellationToken cancellation) =>
        new(version, image, isPixels: false, 1_000_000, TimeSpan.FromMinutes(1), cancellation);

    private static void AssertSame(ImageScore expected, ImageScore actual)
    {
        Assert.Null(actual.Error);
        for (var i = 0; i < expected.Probabilities.Length; i++)
            Assert.Equal(expected.Probabilities[i], actual.Probabilities[i], 1e-5f);
    }

    // Without warming up: batches are to be formed whether they pay or not.
    private ModelVersion Load(WorkerThreads workers, int maxBatch, Action<int, TimeSpan> onBatch)
    {
        var classifier = ImageClassifier.Load(served.Package, new ImageClassifierOptions { Threads = 1 });
        return new ModelVersion(new ModelSource("m", 1, served.Package, ""), classifier, new BatchQueue(classifier, workers, maxBatch, onBatch),
            ComputeDevice.Cpu);
    }

    private sealed class Wait(ManualResetEventSlim gate) : IThreadWork
    {
        public void Execute() => gate.Wait();
    }
}
