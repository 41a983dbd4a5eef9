namespace TransferLab.DataChecks;

/// <summary>What <see cref="DataCheck"/> looks for.</summary>
public enum DataProblemKind
{
    /// <summary>The set cannot be trained on as it is: one class only, or no way to hold images out.</summary>
    NotTrainable,

    /// <summary>A file that is no image that can be used.</summary>
    Unreadable,

    /// <summary>The same picture, or nearly the same, under different labels.</summary>
    LabelConflict,

    /// <summary>The same picture, or nearly the same, on two sides of the split.</summary>
    SplitLeak,

    /// <summary>Files with the same bytes, under the same labels and on one side.</summary>
    ExactDuplicate,

    /// <summary>Pictures that look nearly alike, under the same labels and on one side.</summary>
    NearDuplicate,

    /// <summary>A class with few images, none to validate on, or far fewer than another.</summary>
    TinyClass,

    /// <summary>A picture that is tiny, huge, or much longer than wide.</summary>
    OddSize,

    /// <summary>A file name whose extension is not that of the content.</summary>
    WrongExtension,

    /// <summary>EXIF that says where the picture was taken.</summary>
    Location,

    /// <summary>EXIF that asks for the picture to be turned or mirrored, which is done here but not by every program.</summary>
    Orientation,

    /// <summary>Several frames or pages, of which the first is used.</summary>
    Animation,

    /// <summary>Something odd about folders or lists.</summary>
    Layout,
}
