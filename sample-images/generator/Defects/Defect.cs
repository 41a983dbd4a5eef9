using SampleImages.Generator.Materials;
using SampleImages.Generator.Parts;
using SampleImages.Generator.Scenes;

namespace SampleImages.Generator.Defects;

/// <summary>One defect of one part. Each kind overrides what it changes.</summary>
internal abstract class Defect
{
    /// <summary>Threads that it adds.</summary>
    public virtual IReadOnlyList<Strand> Strands => [];

    /// <summary>The body with the defect.</summary>
    public virtual Solid Deform(Solid solid) => solid;

    /// <summary>Changes the surface where the defect shows.</summary>
    public virtual void Mark(in PrintPoint at, ref Surface surface)
    {
    }
}
