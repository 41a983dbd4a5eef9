namespace TransferLab.Classifiers.Explanation;

/// <summary>A map of features of one picture: its size, and which axis of its tensor the channels are.</summary>
/// <param name="Channels">Channels.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="ChannelsLast">Whether the tensor is [N,H,W,C] instead of [N,C,H,W].</param>
internal sealed record MapForm(int Channels, int Height, int Width, bool ChannelsLast)
{
    public int Length => Channels * Height * Width;

    /// <summary>Where a channel's value at a place lies; places are counted row by row.</summary>
    public int IndexOf(int channel, int place) => ChannelsLast ? (place * Channels) + channel : (channel * Height * Width) + place;
}
