using System.Numerics;

namespace SampleImages.Generator.Parts;

/// <summary>A sound printed part, standing on the bench around the z axis. All parts have gaps that a nozzle must cross, so that each can have every defect.</summary>
internal abstract class Part : Solid
{
    /// <summary>Half width (x), half depth (y) and whole height (z) of a box around it.</summary>
    public abstract Vector3 Extent { get; }
}
