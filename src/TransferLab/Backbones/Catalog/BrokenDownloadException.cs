namespace TransferLab.Backbones.Catalog;

/// <summary>An attempt to download ended early in a way that another attempt may mend; the message is the reason, as a part of a sentence.</summary>
/// <param name="message">The reason.</param>
/// <param name="inner">What caused it.</param>
/// <param name="isConnection">Whether no connection came about at all.</param>
/// <param name="pause">How long the server asks to be left alone; null where it does not say.</param>
internal sealed class BrokenDownloadException(string message, Exception? inner = null, bool isConnection = false, TimeSpan? pause = null) : Exception(message, inner)
{
    public bool IsConnection { get; } = isConnection;

    public TimeSpan? Pause { get; } = pause;
}
