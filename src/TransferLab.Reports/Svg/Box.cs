namespace TransferLab.Reports.Svg;

/// <summary>A rectangle of a drawing; Y grows downwards.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Area that two rectangles share.</summary>
    public double Overlap(Box other) =>
        Math.Max(0, Math.Min(Right, other.Right) - Math.Max(Left, other.Left)) * Math.Max(0, Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top));

    /// <summary>How far it sticks out of another one, over all sides.</summary>
    public double Outside(Box frame) =>
        Math.Max(0, frame.Left - Left) + Math.Max(0, Right - frame.Right) + Math.Max(0, frame.Top - Top) + Math.Max(0, Bottom - frame.Bottom);
}
