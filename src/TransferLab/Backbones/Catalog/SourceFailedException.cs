namespace TransferLab.Backbones.Catalog;

/// <summary>A source cannot give the file of a backbone; another may. The message is whole sentences.</summary>
internal sealed class SourceFailedException(string message, Exception? inner = null) : Exception(message, inner);
