namespace TransferLab.Imaging.Vips;

/// <summary>libvips refused an operation; the message is its own last line.</summary>
internal sealed class VipsException(string message) : Exception(message);
