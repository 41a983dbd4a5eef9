using TransferLab.Classifiers.Explanation;

namespace TransferLab.Service.Explain;

/// <summary>
/// Explains pictures, one at a time and each on one thread, and only while the queue of the classifier is less than half full: people look at heat maps,
/// programs wait for labels.
/// </summary>
internal sealed class Explaining(InferenceEngine engine, ClassifierHostOptions options, HostMetrics metrics) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Explains a picture, drawn too where that is asked for. Its bytes are not read any more when the task is done, however it ends.</summary>
    /// <exception cref="ServiceException">
    /// Another picture is being explained, the host is busy, the bytes are no image, or the model has no such label or no heat map.
    /// </exception>
    public async Task<(ImageExplanation Explanation, byte[]? Png)> ExplainAsync(
        ModelVersion model, ReadOnlyMemory<byte> image, string? label, bool drawn, CancellationToken cancellation)
    {
        if (label is not null && model.Classifier.Package.IndexOf(label) < 0)
            throw ServiceException.BadRequest($"The model has no label '{label}'; its labels are {string.Join(", ", model.Classifier.Labels)}.");
        if (!engine.HasRoomToSpare || !_turn.Wait(0, CancellationToken.None))
        {
            metrics.Refused("explain");
            throw ServiceException.Unavailable("The host explains one picture at a time, and only while it is not busy. Try again later.");
        }
        try
        {
            return await Task.Run(() => Explain(model, image.Span, label, drawn, cancellation), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private (ImageExplanation Explanation, byte[]? Png) Explain(
        ModelVersion model, ReadOnlySpan<byte> image, string? label, bool drawn, CancellationToken cancellation)
    {
        try
        {
            var (explainer, pixels) = (model.Explainer, options.Limits.Pixels);
            return drawn
                ? explainer.ExplainAndDrawOrError(image, out var error, label, pixels, cancellation) ?? throw ServiceException.BadImage(error!)
                : (explainer.ExplainOrError(image, out error, label, pixels, cancellation) ?? throw ServiceException.BadImage(error!), null);
        }
        catch (ExplanationException e)
        {
            throw ServiceException.Conflict(e.Message, e);
        }
        catch (Exception e) when (e is PackageException or IOException or UnauthorizedAccessException)
        {
            throw ServiceException.Conflict(
                "The files of this version are not there any more as they were when it was loaded, so that it cannot be explained.", e);
        }
    }
}
