namespace TransferLab.Objectives;

/// <summary>Which training images an epoch visits.</summary>
public enum SamplingMode
{
    /// <summary>Every image once.</summary>
    Natural,

    /// <summary>As many as there are, drawn so that every class comes up as often as any other: images of small classes several times, some of large ones not at all.</summary>
    Balanced,
}
