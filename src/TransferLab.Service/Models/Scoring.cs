namespace TransferLab.Service.Models;

/// <summary>Scores the pictures of a request, whatever protocol it came by, and lets the shadow have its share.</summary>
internal sealed partial class Scoring(InferenceEngine engine, ModelRegistry models, HostMetrics metrics, ILogger<Scoring> logger)
{
    /// <summary>Scores encoded pictures, all of them at once; one score per picture, in order.</summary>
    public Task<ScoredImage[]> ScoreAsync(ModelLease lease, IReadOnlyList<PooledBody> images, CancellationToken cancellation) =>
        ScoreAsync(lease, [.. images.Select(i => i.Bytes)], arePixels: false, cancellation);

    /// <summary>Scores pictures, encoded or as pixels uint8 [H,W,3] of the model's input size.</summary>
    public async Task<ScoredImage[]> ScoreAsync(ModelLease lease, IReadOnlyList<ReadOnlyMemory<byte>> images, bool arePixels, CancellationToken cancellation)
    {
        var work = new Task<ScoredImage>[images.Count];
        for (var i = 0; i < work.Length; i++)
            work[i] = engine.ScoreAsync(lease.Model, images[i], arePixels, cancellation);
        // All are awaited, also when one fails: the others still read their bytes.
        var scores = await Task.WhenAll(work).ConfigureAwait(false);
        var drift = models.Get(lease.Model.Name).Drift;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i].Score.Error is not null)
                continue;
            var labels = lease.Model.Classifier.Decide(scores[i].Score);
            metrics.Labelled(lease.Model, labels);
            foreach (var label in labels)
                drift.Add(lease.Model.Classifier.Package.IndexOf(label));
            // Pixels are of this version's size; another one may want another.
            if (!arePixels && lease.Shadow is { } shadow && engine.HasRoomToSpare && shadow.TryHold())
                _ = CompareAsync(lease.Model, shadow, images[i].ToArray(), scores[i], labels);
        }
        return scores;
    }

    // Nobody waits for it, so nothing it runs into may get lost, or reach anybody.
    private async Task CompareAsync(ModelVersion model, ModelVersion shadow, byte[] image, ScoredImage served, IReadOnlyList<string> labels)
    {
        try
        {
            var scored = await engine.ScoreAsync(shadow, image, isPixels: false, CancellationToken.None).ConfigureAwait(false);
            if (scored.Score.Error is not null)
                return;
            var theirs = shadow.Classifier.Decide(scored.Score);
            var agrees = labels.SequenceEqual(theirs);
            double difference = 0;
            for (var i = 0; i < model.Classifier.Labels.Count; i++)
                if (shadow.Classifier.Package.IndexOf(model.Classifier.Labels[i]) is var other and >= 0)
                    difference = Math.Max(difference, Math.Abs(served.Score.Probabilities[i] - scored.Score.Probabilities[other]));
            models.Get(model.Name).Comparison.Add(shadow.Version, agrees, difference);
            metrics.Compared(model.Name, agrees);
            if (!agrees && logger.IsEnabled(LogLevel.Information))
            {
                var (ours, other) = (string.Join(", ", labels), string.Join(", ", theirs));
                Differs(model.Name, model.Version, ours, shadow.Version, other);
            }
        }
#pragma warning disable CA1031 // A shadow must never be felt.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed(model.Name, shadow.Version, e.Message);
        }
        finally
        {
            shadow.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Name}: version {Version} says '{Labels}', its shadow {Shadow} says '{Theirs}'.")]
    private partial void Differs(string name, int version, string labels, int shadow, string theirs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Model {Name}: the shadow {Shadow} could not score a picture: {Reason}")]
    private partial void Failed(string name, int shadow, string reason);
}
