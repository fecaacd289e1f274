// What the adapter takes of Element Web. Everything else comes along by itself.
"use strict";
const { MatrixClientPeg } = require("matrix-react-sdk/lib/MatrixClientPeg");
const { SdkContextClass } = require("matrix-react-sdk/lib/contexts/SDKContext");
const { default: BasePlatform } = require("matrix-react-sdk/lib/BasePlatform");
const { default: PlatformPeg } = require("matrix-react-sdk/lib/PlatformPeg");
const { default: SettingsStore } = require("matrix-react-sdk/lib/settings/SettingsStore");
const { SettingLevel } = require("matrix-react-sdk/lib/settings/SettingLevel");
const { default: SdkConfig } = require("matrix-react-sdk/lib/SdkConfig");
const { default: DMRoomMap } = require("matrix-react-sdk/lib/utils/DMRoomMap");
const { pickFactory, MessageEventFactory } = require("matrix-react-sdk/lib/events/EventTileFactory");
const { setLanguage } = require("matrix-react-sdk/lib/languageHandler");
const broadcast = require("matrix-react-sdk/lib/voice-broadcast");
const { default: dispatcher } = require("matrix-react-sdk/lib/dispatcher/dispatcher");
const sdk = require("matrix-js-sdk/src/matrix");

window.Element_ = {
  MatrixClientPeg, SdkContextClass, BasePlatform, PlatformPeg, SettingsStore, SettingLevel, SdkConfig,
  DMRoomMap, pickFactory, MessageEventFactory, setLanguage, broadcast, dispatcher, sdk,
};
