"""The shared catalogue of technologies, by which countries find the same thing under other names.

This portal's own list of generic names, made for matching: it ranks nothing and recommends
nothing. Keys are never renamed or reused; the list may grow.
"""

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Choice

TECHNOLOGIES: tuple[Choice, ...] = (
    # energy
    Choice("small_hydropower", _("Small hydropower")),
    Choice("solar_mini_grid", _("Solar mini-grid")),
    Choice("solar_home_system", _("Solar home system")),
    Choice("wind_power", _("Wind power")),
    Choice("biogas", _("Biogas")),
    Choice("improved_cookstove", _("Improved cookstove")),
    Choice("geothermal", _("Geothermal energy")),
    Choice("efficient_lighting", _("Efficient lighting and appliances")),
    Choice("electric_transport", _("Electric transport")),
    # agriculture and food
    Choice("drip_irrigation", _("Drip irrigation")),
    Choice("solar_pumping", _("Solar water pumping")),
    Choice("improved_seed", _("Improved seed and seed systems")),
    Choice("soil_conservation", _("Soil and land conservation")),
    Choice("agroforestry", _("Agroforestry")),
    Choice("livestock_health", _("Livestock health and breeding")),
    Choice("aquaculture", _("Aquaculture and fisheries")),
    Choice("cold_storage", _("Cold storage and cold chain")),
    Choice("food_drying", _("Drying of fruit, grain or fish")),
    Choice("food_processing", _("Food processing")),
    Choice("grain_storage", _("Grain storage")),
    Choice("mechanisation", _("Small farm machinery")),
    Choice("extension_digital", _("Digital advice to farmers")),
    # water, sanitation, climate
    Choice("rainwater_harvesting", _("Rainwater harvesting")),
    Choice("drinking_water_treatment", _("Drinking water treatment")),
    Choice("water_quality_testing", _("Water quality testing")),
    Choice("desalination", _("Desalination")),
    Choice("sanitation", _("Sanitation")),
    Choice("waste_recycling", _("Waste collection and recycling")),
    Choice("early_warning", _("Early warning and weather services")),
    Choice("flood_protection", _("Flood and coastal protection")),
    Choice("remote_sensing", _("Remote sensing and mapping")),
    # health
    Choice("telemedicine", _("Telemedicine")),
    Choice("diagnostics", _("Diagnostics and laboratories")),
    Choice("medicine_production", _("Production of medicines and vaccines")),
    Choice("assistive_products", _("Assistive products")),
    # digital
    Choice("broadband", _("Broadband and community networks")),
    Choice("digital_identity", _("Digital identity")),
    Choice("digital_payments", _("Digital payments")),
    Choice("e_government", _("Digital public services")),
    Choice("e_learning", _("Digital learning")),
    Choice("open_data", _("Data centres and open data")),
    Choice("artificial_intelligence", _("Artificial intelligence")),
    # industry and trade
    Choice("building_materials", _("Local building materials")),
    Choice("textiles", _("Textiles and leather")),
    Choice("wood_processing", _("Wood processing")),
    Choice("mineral_processing", _("Mineral processing")),
    Choice("workshop_tools", _("Workshops and machine tools")),
    Choice("quality_infrastructure", _("Standards, metrology and testing")),
    Choice("e_commerce", _("Electronic commerce")),
    Choice("trade_logistics", _("Trade logistics and single window")),
    # organisation around technology
    Choice("innovation_fund", _("Innovation or guarantee fund")),
    Choice("incubator", _("Incubator or technology park")),
    Choice("technology_transfer_office", _("Technology transfer office")),
    Choice("research_laboratory", _("Research laboratory")),
    Choice("vocational_training", _("Vocational training centre")),
    Choice("research_network", _("Research and education network")),
)
