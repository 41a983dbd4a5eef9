namespace SampleImages.Generator.Defects;

/// <summary>What can be wrong with a part, in the order in which it goes wrong: what bends the part comes first, what is seen on its surface last.</summary>
internal enum DefectKind
{
    /// <summary>A corner or an end came off the bed and curled up.</summary>
    Warping,

    /// <summary>Everything above some layer is displaced.</summary>
    LayerShift,

    /// <summary>Lumps of plastic sit on the walls.</summary>
    Blobs,

    /// <summary>Lines are thin and broken; holes lie between them.</summary>
    UnderExtrusion,

    /// <summary>Two layers have come apart: a dark, ragged gap along a layer.</summary>
    Cracking,

    /// <summary>Threads hang where the nozzle crossed a gap.</summary>
    Stringing,
}
