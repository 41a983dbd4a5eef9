namespace TransferLab.Settings;

/// <summary>What a run does when gradients explode or vanish. Numbers that are not finite end it in any case.</summary>
public enum BadGradients
{
    /// <summary>It ends with a message that names the layer group.</summary>
    Stop,

    /// <summary>It says so, once per layer group and phase, and goes on.</summary>
    Warn,
}
